// A list as a board: by which field, and what is summed.
import { Group, Select } from '@mantine/core';

import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { boardFields } from '../list/groups';
import { isNumber } from '../list/totals';
import { saidOf, type ViewProps } from '../list/view';
import RecordBoard from './RecordBoard';

export default function BoardView({ type, state, change }: ViewProps) {
  const t = useT();
  const { plugins } = useSession();
  const fields = boardFields(type);
  const said = saidOf(plugins, type.name, 'board');
  const named = (name: string | null | undefined) => fields.find((one) => one.name === name);
  // A choice that people change tells most; one that is fixed tells least.
  const by = named(state.group) ?? named(said?.group_by) ?? fields.find((one) => one.kind === 'choice' && !one.readonly && !one.fixed) ?? fields[0];
  const sums = type.fields.filter((one) => isNumber(one));
  const sum = state.measure.startsWith('sum:') ? state.measure.slice(4) : '';
  if (!by) return null;
  return (
    <>
      <Group gap="xs" mb="xs" className="no-print">
        <Select
          size="xs" label={t('records-board-by')} data={fields.map((one) => ({ value: one.name, label: one.label }))} value={by.name} allowDeselect={false}
          onChange={(group) => group && change({ group }, { push: true })}
        />
        {sums.length > 0 && (
          <Select
            size="xs" label={t('records-board-sum')} placeholder={t('none')} clearable clearButtonProps={{ 'aria-label': t('remove') }}
            data={sums.map((one) => ({ value: one.name, label: one.label }))} value={sum || null} onChange={(name) => change({ measure: name ? `sum:${name}` : '' })}
          />
        )}
      </Group>
      <RecordBoard key={by.name} type={type.name} by={by.name} filter={state.filters} q={state.q} sort={state.sort} sum={sum} fields={state.columns.length > 0 ? state.columns.slice(0, 5) : said?.fields} />
    </>
  );
}
