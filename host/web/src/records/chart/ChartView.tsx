// A list as a chart: bars, a line or a ring; the same figures stand beside it as a table, from which their records open.
import { Alert, Grid, SegmentedControl, Title } from '@mantine/core';
import { lazy, Suspense } from 'react';

import { Empty, Failed, Waiting } from '@/app/states';
import { useT } from '@/i18n';

import type { ViewProps } from '../list/view';
import { PivotTable } from '../pivot/PivotTable';
import { Choosers, useCube } from '../pivot/useCube';

const Drawing = lazy(() => import('./Drawing'));
const shapes = ['bar', 'line', 'donut'] as const;

export default function ChartView(props: ViewProps) {
  const t = useT();
  const { state, change, type } = props;
  const cube = useCube(props);
  const { by, found, asked } = cube;
  const shape = shapes.find((one) => one === state.shape) ?? (by?.bucket ? 'line' : 'bar');
  const body = () => {
    if (!by) return <Empty title={t('records-pivot-choose')} />;
    if (asked.error && !found) return <Failed error={asked.error} again={() => void asked.refetch()} />;
    if (!found) return <Waiting />;
    if (found.rows.length === 0) return <Empty title={t('records-list-no-match')} />;
    if (found.mixed) return <Alert variant="outline" color="orange">{t('records-chart-currencies')}</Alert>;
    return (
      <Grid>
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Suspense fallback={<Waiting />}><Drawing cube={cube} shape={shape} /></Suspense>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Title order={2} size="h4" mb="xs">{t('records-chart-table')}</Title>
          <PivotTable
            cube={cube} label={type.label}
            onDrill={(conditions) => change({ view: 'list', group: '', across: '', measure: '', shape: '', filters: [...state.filters, ...conditions] }, { push: true })}
          />
        </Grid.Col>
      </Grid>
    );
  };
  return (
    <>
      <Choosers cube={cube} state={state} change={change} labels={{ by: t('records-chart-group'), across: t('records-chart-across') }} />
      <SegmentedControl
        className="no-print" size="xs" mb="sm" aria-label={t('records-chart-shape')} value={shape} onChange={(next) => change({ shape: next })}
        data={shapes.map((value) => ({ value, label: t(`records-chart-${value}`) }))}
      />
      {body()}
    </>
  );
}
