// Mails that plugins queued: what waits, what went out, what was given up on.
import { Badge, Button, Group, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';

import { api, data } from '@/api/client';
import { Go, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Failed, Waiting } from '@/app/states';
import { useFormat, useT } from '@/i18n';

import { useDoing, Wide } from '../parts';

const STATES = ['waiting', 'sent', 'parked'] as const;
const colours: Record<string, string> = { waiting: 'blue', sent: 'green', parked: 'red' };

export default function MailsScreen() {
  const t = useT();
  const format = useFormat();
  const [search, change] = useSearch();
  const state = STATES.find((one) => one === search.state);
  const { busy, run } = useDoing('mails');
  const query = useInfiniteQuery({
    queryKey: ['mails', state],
    queryFn: ({ pageParam }) => data(api.GET('/api/v1/mails', { params: { query: { state, cursor: pageParam, limit: 50 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items);
  const path = (id: string) => ({ params: { path: { id } } });
  return (
    <Screen title={t('admin-mails')}>
      <Stack>
        <SegmentedControl
          aria-label={t('admin-state')} value={state ?? 'all'} onChange={(one) => change({ state: one === 'all' ? null : one }, { push: true })}
          data={['all', ...STATES].map((one) => ({ value: one, label: t(`admin-state-${one}`) }))} maw={480}
        />
        {query.error ? <Failed error={query.error} again={() => void query.refetch()} /> : !rows ? <Waiting /> : rows.length === 0
          ? <Empty icon={IconMail} title={t('admin-no-mails')} text={t('admin-no-mails-why')} /> : (
            <Wide name={t('admin-mails')} min={860} head={<><Table.Th>{t('admin-when')}</Table.Th><Table.Th>{t('admin-to-whom')}</Table.Th><Table.Th>{t('admin-subject')}</Table.Th><Table.Th>{t('admin-plugin')}</Table.Th><Table.Th>{t('admin-state')}</Table.Th><Table.Th /></>}>
              {rows.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td>{format.instant(one.sent_at ?? one.created_at)}</Table.Td>
                  <Table.Td className="breaks">{one.recipients.join(', ')}</Table.Td>
                  <Table.Td>{one.subject}</Table.Td>
                  <Table.Td>{one.plugin && <Go to={`/admin/plugins/${one.plugin}`} size="sm">{one.plugin}</Go>}</Table.Td>
                  <Table.Td>
                    <Badge color={colours[one.state] ?? 'gray'}>{t(`admin-state-${one.state}`)}</Badge>
                    <Text size="xs" c="dimmed">{t('admin-attempts', { count: one.attempts })}{one.next_at ? ` · ${format.ago(one.next_at)}` : ''}</Text>
                    {one.last_error && <Text size="xs">{one.last_error}</Text>}
                  </Table.Td>
                  <Table.Td>
                    {one.state !== 'sent' && (
                      <Group gap={4} wrap="nowrap" justify="end">
                        <Button variant="default" loading={busy} onClick={() => void run(() => data(api.POST('/api/v1/mails/{id}/retry', path(one.id))), t('done'))}>{t('try-again')}</Button>
                        <Button variant="subtle" color="red" disabled={busy} onClick={() => void run(() => data(api.DELETE('/api/v1/mails/{id}', path(one.id))), t('done'))}>{t('admin-drop')}</Button>
                      </Group>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Wide>
          )}
        {query.hasNextPage && <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('more')}</Button>}
      </Stack>
    </Screen>
  );
}
