// A list as a pivot table: what makes its rows and columns, and what is measured.
import { Alert, Text } from '@mantine/core';

import { Empty, Failed, Waiting } from '@/app/states';
import { useT } from '@/i18n';

import type { ViewProps } from '../list/view';
import { PivotTable } from './PivotTable';
import { Choosers, useCube } from './useCube';

export default function PivotView(props: ViewProps) {
  const t = useT();
  const { state, change, type } = props;
  const cube = useCube(props);
  const { by, found, asked, many } = cube;
  const body = () => {
    if (!by) return <Empty title={t('records-pivot-choose')} />;
    if (asked.error && !found) return <Failed error={asked.error} again={() => void asked.refetch()} />;
    if (!found) return <Waiting />;
    if (found.rows.length === 0) return <Empty title={t('records-list-no-match')} />;
    if (found.mixed) return <Alert variant="outline" color="orange">{t('records-chart-currencies')}</Alert>;
    return (
      <>
        {many && <Text size="sm" mb="xs" role="status">{t('records-pivot-many')}</Text>}
        <PivotTable
          cube={cube} label={type.label}
          onDrill={(conditions) => change({ view: 'list', group: '', across: '', measure: '', filters: [...state.filters, ...conditions] }, { push: true })}
        />
      </>
    );
  };
  return (
    <>
      <Choosers cube={cube} state={state} change={change} labels={{ by: t('records-pivot-rows'), across: t('records-pivot-columns') }} />
      {body()}
    </>
  );
}
