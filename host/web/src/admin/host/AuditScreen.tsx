// Who did what to which record: newest first, narrowed by who, what, when and where.
import { Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { api, data, type Schema } from '@/api/client';
import { Go, recordPath, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Failed, Waiting } from '@/app/states';
import { ReferencePicker } from '@/fields/ReferencePicker';
import { ShowValue } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Wide } from '../parts';
import { useCovers } from '../plugins/capabilities';

/** The beginning of a day where the reader is, as an instant; of the day after it for an end. */
function instantOf(day: string | undefined, after = 0): string | undefined {
  if (!day) return undefined;
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year!, month! - 1, date! + after).toISOString();
}

const OPERATIONS = ['create', 'update', 'delete', 'post', 'reverse', 'do', 'cancel', 'merge', 'erase', 'import', 'install', 'upgrade', 'uninstall', 'grant', 'revoke', 'set', 'sign-in'];

export default function AuditScreen() {
  const t = useT();
  const { types } = useSession();
  const [search, change] = useSearch();
  const filter = {
    actor: search.actor, record_type: search.type, record_id: search.record, operation: search.operation, plugin: search.plugin,
    from: instantOf(search.from), to: instantOf(search.to, 1),
  };
  const query = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) => data(api.GET('/api/v1/audit', { params: { query: { ...filter, cursor: pageParam, limit: 50 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });
  const rows = query.data?.pages.flatMap((page) => page.items);
  const set = (name: string) => (value: string | null) => change({ [name]: value }, { push: true });
  return (
    <Screen title={t('admin-audit')}>
      <Group gap="xs" mb="md" align="end" className="no-print">
        <ReferencePicker type="user" value={search.actor ?? null} onChange={set('actor')} input={{ label: t('admin-by') }} />
        <Select
          label={t('admin-record-type')} searchable clearable value={search.type ?? null} onChange={set('type')}
          data={[...types.map((one) => ({ value: one.name, label: one.label })), { value: 'plugin', label: t('admin-plugin') }, { value: 'plugin-key', label: t('admin-key') }]}
        />
        <Select label={t('admin-operation')} searchable clearable value={search.operation ?? null} onChange={set('operation')} data={[...new Set([...OPERATIONS, ...(search.operation ? [search.operation] : [])])]} />
        <DateInput label={t('admin-from')} clearable value={search.from ?? null} onChange={set('from')} w={150} />
        <DateInput label={t('admin-to')} clearable value={search.to ?? null} onChange={set('to')} w={150} />
        <TextInput label={t('admin-plugin')} value={search.plugin ?? ''} onChange={(event) => change({ plugin: event.currentTarget.value })} w={150} />
        {Object.keys(search).length > 0 && (
          <Button variant="subtle" onClick={() => change(Object.fromEntries(Object.keys(search).map((name) => [name, null])), { push: true })}>{t('admin-filter-none')}</Button>
        )}
      </Group>
      {query.error ? <Failed error={query.error} again={() => void query.refetch()} /> : !rows ? <Waiting /> : rows.length === 0 ? <Empty icon={IconHistory} title={t('nothing-found')} /> : (
        <Stack>
          <Wide name={t('admin-audit')} min={860} head={<><Table.Th>{t('admin-when')}</Table.Th><Table.Th>{t('admin-by')}</Table.Th><Table.Th>{t('admin-operation')}</Table.Th><Table.Th>{t('admin-record')}</Table.Th><Table.Th>{t('admin-changes')}</Table.Th></>}>
            {rows.map((one) => <Row key={one.id} one={one} />)}
          </Wide>
          {query.hasNextPage && <Group justify="center"><Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('more')}</Button></Group>}
        </Stack>
      )}
    </Screen>
  );
}

type RowOut = Schema<'AuditOut'>['items'][number];

function Row({ one }: { one: RowOut }) {
  const t = useT();
  const format = useFormat();
  const covers = useCovers();
  const { types } = useSession();
  const shown = types.some((type) => type.name === one.record_type);
  return (
    <Table.Tr>
      <Table.Td><Text size="sm">{format.instant(one.at)}</Text></Table.Td>
      <Table.Td>
        <Text size="sm">{one.actor.name ?? t(`admin-actor-${one.actor.kind}`)}</Text>
        <Text size="xs" c="dimmed">{[one.via, one.plugin && `${one.plugin} ${one.plugin_version ?? ''}`].filter(Boolean).join(' · ')}</Text>
      </Table.Td>
      <Table.Td>{one.operation}</Table.Td>
      <Table.Td>
        {one.record_id && shown
          ? <Go to={recordPath(one.record_type, one.record_id)} size="sm">{covers(one.record_type)} {one.record_id.slice(-6)}</Go>
          : <Text size="sm">{covers(one.record_type)}</Text>}
      </Table.Td>
      <Table.Td><Changes type={one.record_type} changes={one.changes as unknown} /></Table.Td>
    </Table.Tr>
  );
}

/** So many changed fields stand open. */
const SHOWN = 5;

/** Old and new value by field: `[old, new]`. */
function Changes({ type, changes }: { type: string; changes: unknown }) {
  const t = useT();
  const declared = useSession().types.find((one) => one.name === type);
  if (!changes || typeof changes !== 'object') return null;
  const value = (name: string, one: unknown): ReactNode => {
    if (one === null || one === undefined || one === '') return '∅';
    const field = declared?.fields.find((other) => other.name === name);
    if (field && (typeof one !== 'object' || field.kind === 'json')) return <ShowValue field={field} value={one} />;
    return <Text span size="xs" ff="monospace">{typeof one === 'string' ? one : JSON.stringify(one)}</Text>;
  };
  const isNothing = (one: unknown) => one === null || one === undefined || one === '' || (Array.isArray(one) && one.length === 0);
  const lines = Object.entries(changes)
    .map(([name, change]) => ({ name, old: Array.isArray(change) ? change[0] as unknown : null, renewed: Array.isArray(change) ? change[1] as unknown : change as unknown }))
    .filter((one) => !(isNothing(one.old) && isNothing(one.renewed)));
  const line = (one: (typeof lines)[number]) => (
    <Text key={one.name} size="sm" component="div" className="breaks">
      <Text span size="xs" c="dimmed">{declared?.fields.find((other) => other.name === one.name)?.label ?? one.name}: </Text>
      {/* What was made had no value before. */}
      {isNothing(one.old) ? value(one.name, one.renewed) : <>{value(one.name, one.old)} → {value(one.name, one.renewed)}</>}
    </Text>
  );
  return (
    <Stack gap={2}>
      {lines.slice(0, SHOWN).map(line)}
      {lines.length > SHOWN && <details><summary>{t('more')}</summary>{lines.slice(SHOWN).map(line)}</details>}
    </Stack>
  );
}
