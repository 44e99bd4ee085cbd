// Pairs of contacts that may be one, most likely first, with the reasons; what a reader has judged apart stays away.
import { Badge, Button, Group, Paper, Progress, Select, Stack, Text } from '@mantine/core';
import { IconCopyCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';

import { fetched } from '@/api/http';
import { recordPath, Go, useGo, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Failed, Waiting } from '@/app/states';
import { useFormat, useT } from '@/i18n';
import { usePreference } from '@/session/session';

interface Duplicate {
  id: string;
  name: string;
  percent: number;
  reasons: string[];
}

interface Pair {
  first: Duplicate;
  second: Duplicate;
}

/** So many judged pairs are remembered for a reader. */
const JUDGED = 500;

export const pairKey = (a: string, b: string) => [a, b].sort().join(' ');

/** Pairs that the reader has judged to be two. */
export function useApart(): [string[], (a: string, b: string) => void, () => void] {
  const [apart, set] = usePreference<string[]>('contacts-apart', []);
  return [apart, (a, b) => set([pairKey(a, b), ...apart.filter((one) => one !== pairKey(a, b))].slice(0, JUDGED)), () => set(undefined)];
}

export default function Duplicates() {
  const t = useT();
  const go = useGo();
  const format = useFormat();
  const [search, change] = useSearch();
  const [apart, keepApart, forget] = useApart();
  const least = search.least ?? '50';
  const found = useInfiniteQuery({
    queryKey: ['records', 'contact', 'duplicates', least],
    queryFn: ({ pageParam }) => fetched<{ pairs: Pair[]; next: string | null }>('/api/v1/contacts/duplicates', { query: { min_percent: least, after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const judged = new Set(apart);
  const met = new Set<string>();
  const pairs = (found.data?.pages.flatMap((page) => page.pairs) ?? []).filter(({ first, second }) => {
    const key = pairKey(first.id, second.id);
    if (met.has(key) || judged.has(key)) return false;
    met.add(key);
    return true;
  });
  return (
    <Screen title={t('contacts-duplicates')}>
      <Group gap="sm" mb="md" align="end">
        <Select
          label={t('contacts-least')} size="sm" w={200} allowDeselect={false} value={least} onChange={(value) => change({ least: value === '50' ? null : value }, { push: true })}
          data={['50', '65', '80', '95'].map((one) => ({ value: one, label: format.percent(one) }))}
        />
        {apart.length > 0 && <Button variant="subtle" onClick={forget}>{t('contacts-judged', { count: apart.length })}</Button>}
      </Group>
      {found.error ? <Failed error={found.error} again={() => void found.refetch()} /> : !found.data ? <Waiting /> : pairs.length === 0 && !found.hasNextPage
        ? <Empty icon={IconCopyCheck} title={t('contacts-duplicates-none')} text={t('contacts-duplicates-none-why')} />
        : (
          <Stack gap="xs" role="list" aria-label={t('contacts-duplicates')}>
            {pairs.map(({ first, second }) => (
              <Paper key={pairKey(first.id, second.id)} withBorder p="sm" role="listitem">
                <Group justify="space-between" gap="sm">
                  <Stack gap={4}>
                    <Text size="sm"><Go to={recordPath('contact', first.id)} inherit>{first.name}</Go> ↔ <Go to={recordPath('contact', second.id)} inherit>{second.name}</Go></Text>
                    <Group gap="xs">
                      <Progress value={second.percent} w={80} aria-label={t('contacts-likely')} />
                      <Text size="sm" className="figure">{format.percent(second.percent)}</Text>
                      {second.reasons.map((one) => <Badge key={one} color="blue">{t(`contacts-reason-${one}`)}</Badge>)}
                    </Group>
                  </Stack>
                  <Group gap="xs">
                    <Button variant="subtle" color="gray" onClick={() => keepApart(first.id, second.id)} aria-label={`${t('contacts-apart')}: ${first.name}, ${second.name}`}>{t('contacts-apart')}</Button>
                    <Button variant="default" onClick={() => go('/contacts/merge', { search: { survivor: first.id, loser: second.id } })} aria-label={`${t('contacts-compare')}: ${first.name}, ${second.name}`}>{t('contacts-compare')}</Button>
                  </Group>
                </Group>
              </Paper>
            ))}
            {found.hasNextPage && <Group><Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('contacts-more')}</Button></Group>}
          </Stack>
        )}
    </Screen>
  );
}
