// Deliveries of webhooks: what waits, what was taken, what was given up on after eight attempts.
import { Badge, Button, Group, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import { api, data } from '@/api/client';
import type { KeelRecord } from '@/api/records';
import { useSearch } from '@/app/navigation';
import { Empty, Failed, Waiting } from '@/app/states';
import { useFormat, useT } from '@/i18n';

import { useDoing, Wide } from '../parts';

const STATES = ['waiting', 'done', 'parked'] as const;
const colours = { waiting: 'blue', done: 'green', parked: 'red' } as const;

export function Deliveries({ endpoints }: { endpoints: KeelRecord[] }) {
  const t = useT();
  const format = useFormat();
  const [search, change] = useSearch();
  const state = STATES.find((one) => one === search.state);
  const { busy, run } = useDoing('webhook-deliveries');
  const query = useInfiniteQuery({
    queryKey: ['webhook-deliveries', state],
    queryFn: ({ pageParam }) => data(api.GET('/api/v1/webhook-deliveries', { params: { query: { state, cursor: pageParam, limit: 50 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items);
  const path = (id: string) => ({ params: { path: { id } } });
  return (
    <Stack>
      <SegmentedControl
        aria-label={t('admin-state')} value={state ?? 'all'} onChange={(one) => change({ state: one === 'all' ? null : one }, { push: true })}
        data={['all', ...STATES].map((one) => ({ value: one, label: t(`admin-state-${one}`) }))} maw={480}
      />
      {query.error ? <Failed error={query.error} again={() => void query.refetch()} /> : !rows ? <Waiting /> : rows.length === 0 ? <Empty title={t('admin-no-deliveries')} /> : (
        <Wide name={t('admin-deliveries')} min={820} head={<><Table.Th>{t('admin-when')}</Table.Th><Table.Th>{t('admin-what')}</Table.Th><Table.Th>{t('admin-endpoint')}</Table.Th><Table.Th>{t('admin-state')}</Table.Th><Table.Th>{t('admin-why')}</Table.Th><Table.Th /></>}>
          {rows.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>{format.instant(one.at)}</Table.Td>
              <Table.Td>{one.event}</Table.Td>
              <Table.Td>{String(endpoints.find((other) => other.id === one.endpoint_id)?.name ?? one.endpoint_id.slice(0, 8))}</Table.Td>
              <Table.Td>
                <Badge color={colours[one.state as keyof typeof colours] ?? 'gray'}>{t(`admin-state-${one.state}`)}</Badge>
                <Text size="xs" c="dimmed">{t('admin-attempts', { count: one.attempts })}{one.next_at ? ` · ${format.ago(one.next_at)}` : ''}</Text>
              </Table.Td>
              <Table.Td className="breaks">{one.last_error}</Table.Td>
              <Table.Td>
                {one.state !== 'done' && (
                  <Group gap={4} wrap="nowrap" justify="end">
                    <Button variant="default" loading={busy} onClick={() => void run(() => data(api.POST('/api/v1/webhook-deliveries/{id}/retry', path(one.id))), t('done'))}>{t('try-again')}</Button>
                    <Button variant="subtle" color="red" disabled={busy} onClick={() => void run(() => data(api.DELETE('/api/v1/webhook-deliveries/{id}', path(one.id))), t('done'))}>{t('admin-drop')}</Button>
                  </Group>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Wide>
      )}
      {query.hasNextPage && <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('more')}</Button>}
    </Stack>
  );
}
