// What charts and pivot tables ask of the host, and the names of what they show.
import { Group, Select } from '@mantine/core';

import { useList } from '@/api/records';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { useGroupName } from '../list/GroupName';
import { type Grouping, groupingOf, groupings, writeGrouping } from '../list/groups';
import { currencyFields, useAggregate } from '../list/totals';
import type { ViewProps } from '../list/view';
import { cube, type Key, type Measure, measures } from './cube';

/** Most groups that the host gives in one answer. */
const MOST = 500;

/** Titles of the records that groups refer to. */
function useNames(grouping: Grouping | undefined, keys: Key[]): Record<string, string> {
  const { types } = useSession();
  const to = grouping?.field.kind === 'reference' ? types.find((one) => one.name === grouping.field.to) : undefined;
  const ids = keys.map((one) => one.value).filter((one): one is string => typeof one === 'string').slice(0, 200).sort();
  const found = useList(to?.name ?? '', { filter: [`id:in:${ids.join('|')}`], fields: to?.title, limit: 200 }, { enabled: Boolean(to) && ids.length > 0 });
  return Object.fromEntries((found.data?.items ?? []).map((one) => [one.id, String(one[to?.title ?? 'id'] ?? '')]));
}

export function useCube({ type, state, filter }: ViewProps) {
  const t = useT();
  const format = useFormat();
  const said = useGroupName();
  const { company } = useSession();
  const possible = measures(type, t);
  const measure: Measure = possible.find((one) => one.value === state.measure) ?? possible[0]!;
  const first = groupings(type, t);
  // A choice of few words makes the best first sight.
  const usual = (first.find((one) => one.field.kind === 'choice') ?? first[0])?.value ?? '';
  const by = groupingOf(type, t, state.group || usual);
  const across = state.across ? groupingOf(type, t, state.across) : undefined;
  const group = [by, across].flatMap((one) => (one ? [writeGrouping(one)] : []));
  const currency = measure.field ? currencyFields([measure.field]).filter((one) => one !== by?.field.name && one !== across?.field.name) : [];
  const asked = useAggregate(type.name, { filter, q: state.q || undefined, group: [...group, ...currency].join(','), measure: measure.value, limit: MOST }, Boolean(by));
  const found = by && asked.data ? cube(asked.data, by, across, measure, company.currency) : undefined;
  const rowNames = useNames(by, found?.rows ?? []);
  const columnNames = useNames(across, found?.columns ?? []);
  const name = (grouping: Grouping, names: Record<string, string>, value: unknown) =>
    grouping.field.kind === 'reference' && value ? names[String(value)] ?? '…' : said(grouping, value);
  return {
    by, across, measure, found, asked, possible, choices: first,
    many: (asked.data?.length ?? 0) >= MOST,
    rowName: (value: unknown) => (by ? name(by, rowNames, value) : ''),
    columnName: (value: unknown) => (across ? name(across, columnNames, value) : measure.label),
    figure: (value: string | undefined) =>
      value === undefined ? '' : measure.field?.kind === 'money' ? format.money(value, measure.field.currency_field ? found?.currency : null) : format.decimal(value),
  };
}

/** The choosers above a chart or a pivot table. */
export function Choosers({ cube: { by, measure, possible, choices }, state, change, labels }: {
  cube: ReturnType<typeof useCube>;
  state: ViewProps['state'];
  change: ViewProps['change'];
  labels: { by: string; across: string };
}) {
  const t = useT();
  const data = choices.map(({ value, label }) => ({ value, label }));
  return (
    <Group gap="xs" mb="xs" className="no-print">
      <Select size="xs" label={labels.by} searchable data={data} value={by ? writeGrouping(by) : null} allowDeselect={false} onChange={(group) => change({ group: group ?? '' }, { push: true })} />
      <Select
        size="xs" label={labels.across} searchable clearable clearButtonProps={{ 'aria-label': t('remove') }} placeholder={t('none')} data={data} value={state.across || null}
        onChange={(across) => change({ across: across ?? '' }, { push: true })}
      />
      <Select
        size="xs" label={t('records-chart-measure')} searchable data={possible.map(({ value, label }) => ({ value, label }))} value={measure.value} allowDeselect={false}
        onChange={(value) => change({ measure: value === 'count' ? '' : value ?? '' }, { push: true })}
      />
    </Group>
  );
}
