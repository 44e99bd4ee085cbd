// What a plugin took by entry point, what went wrong in it, and what it logs as it works.
import { Badge, Button, Code, Group, Stack, Table, Text } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { api, data, type Schema } from '@/api/client';
import { Go, recordPath } from '@/app/navigation';
import { Empty, Failed, Ready } from '@/app/states';
import { useFormat, useT } from '@/i18n';

import { Wide } from '../parts';
import { useCovers } from './capabilities';
import { useFigures } from './figures';
import { usageQuery } from './plugins';

export function UsageTable({ code }: { code: string }) {
  const t = useT();
  const figures = useFigures();
  const covers = useCovers();
  const query = useQuery({ ...usageQuery(code), refetchInterval: 10_000 });
  const heads = ['admin-calls', 'admin-said-no', 'admin-faults', 'admin-time', 'admin-time-max', 'admin-fuel', 'admin-memory', 'admin-host-calls', 'admin-rows'];
  return (
    <Ready query={query}>
      {(loads) => loads.length === 0 ? <Empty title={t('admin-no-usage')} text={t('admin-health-why')} /> : (
        <Wide name={t('admin-tab-usage')} min={900} head={<><Table.Th>{t('admin-entry-point')}</Table.Th><Table.Th>{t('admin-record-type')}</Table.Th>{heads.map((one) => <Table.Th key={one} ta="end">{t(one)}</Table.Th>)}</>}>
          {[...loads].sort((one, other) => other.wall_us - one.wall_us).map((one) => (
            <Table.Tr key={`${one.kind} ${one.name} ${one.record_type ?? ''}`}>
              <Table.Td><Text span size="xs" c="dimmed">{t(`admin-kind-${one.kind}`)}</Text> {one.name}</Table.Td>
              <Table.Td>{covers(one.record_type)}</Table.Td>
              {[figures.number(one.calls), figures.number(one.refused), figures.number(one.faults), figures.time(one.wall_us), figures.time(one.wall_us_max),
                figures.compact(one.fuel), figures.bytes(one.memory_bytes_max), figures.number(one.host_calls), figures.number(one.rows)].map((value, index) => (
                <Table.Td key={index} className="figure">{value}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Wide>
      )}
    </Ready>
  );
}

export function Faults({ code }: { code: string }) {
  const t = useT();
  const format = useFormat();
  const query = useInfiniteQuery({
    queryKey: ['plugins', 'faults', code],
    queryFn: ({ pageParam }) => data(api.GET('/api/v1/plugins/{code}/faults', { params: { path: { code }, query: { before: pageParam, limit: 20 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  if (query.error) return <Failed error={query.error} again={() => void query.refetch()} />;
  const faults = query.data?.pages.flatMap((page) => page.items);
  if (faults?.length === 0) return <Empty icon={IconMoodSmile} title={t('admin-no-faults')} />;
  return (
    <Stack gap="xs">
      {faults?.map((one) => (
        <Stack key={one.id} gap={2} className="admin-fault" p="xs">
          <Group gap="xs">
            <Badge color="red">{one.code}</Badge>
            <Text size="sm" fw={600}>{one.via}</Text>
            <Text size="xs" c="dimmed">{format.instant(one.at)} · {one.version}</Text>
            {one.record && one.record_type && <Go to={recordPath(one.record_type, one.record)} size="xs">{t('open')}</Go>}
          </Group>
          <Text size="sm">{one.message}</Text>
          {one.detail && <details><summary>{t('admin-for-author')}</summary><Code block fz="xs">{one.detail}</Code></details>}
          <Text size="xs" c="dimmed">{t('request-number', { id: one.request_id })}</Text>
        </Stack>
      ))}
      {query.hasNextPage && <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('more')}</Button>}
    </Stack>
  );
}

const TAIL_MAX = 500;
const levels: Record<string, string> = { error: 'red', warn: 'orange', info: 'blue', debug: 'gray' };

/** Asks every two seconds for what came after the last line. */
export function LogTail({ code }: { code: string }) {
  const t = useT();
  const { language } = useFormat();
  const [lines, setLines] = useState<Schema<'LogLine'>[]>([]);
  const last = lines.at(-1)?.number;
  const query = useQuery({
    queryKey: ['plugins', 'log', code, last ?? 0],
    queryFn: async () => (await data(api.GET('/api/v1/plugins/{code}/log', { params: { path: { code }, query: { after: last } } }))).items,
    refetchInterval: 2_000,
    staleTime: 0,
    gcTime: 0,
  });
  const fresh = query.data;
  useEffect(() => {
    if (fresh && fresh.length > 0) setLines((before) => [...before, ...fresh.filter((one) => one.number > (before.at(-1)?.number ?? -1))].slice(-TAIL_MAX));
  }, [fresh]);
  if (query.error) return <Failed error={query.error} />;
  if (lines.length === 0) return <Empty title={t('admin-no-log')} text={t('admin-no-log-why')} />;
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  return (
    <Wide name={t('admin-tab-log')} head={<><Table.Th>{t('admin-when')}</Table.Th><Table.Th>{t('admin-level')}</Table.Th><Table.Th>{t('admin-via')}</Table.Th><Table.Th>{t('admin-text')}</Table.Th></>}>
      {[...lines].reverse().map((one) => (
        <Table.Tr key={one.number}>
          <Table.Td>{time.format(new Date(one.at))}</Table.Td>
          <Table.Td><Badge color={levels[one.level] ?? 'gray'}>{one.level}</Badge></Table.Td>
          <Table.Td>{one.via}</Table.Td>
          <Table.Td className="breaks"><Text size="sm" ff="monospace">{one.text}</Text></Table.Td>
        </Table.Tr>
      ))}
    </Wide>
  );
}
