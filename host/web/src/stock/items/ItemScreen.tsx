// One item in one company: where it lies, and its card: what came and went, with what was there and what it was worth after each.
import { Button, Group, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import { api, data } from '@/api/client';
import { useRecord } from '@/api/records';
import { Go, recordPath, useParam, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Failed, Ready, Waiting } from '@/app/states';
import { EditValue } from '@/fields/EditValue';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { plainField, useOnHand } from '../data';
import { OnHandTable } from '../onhand/OnHandTable';

export default function ItemScreen() {
  const t = useT();
  const id = useParam('item');
  const query = useRecord('item', id);
  const hand = useOnHand({ item: id });
  return (
    <Ready query={query}>
      {({ record }) => (
        <Screen
          title={`${String(record.code)} · ${String(record.name)}`} before={<Text size="sm"><Go to="/stock/items">{t('stock-items')}</Go></Text>}
          actions={<><Go to="/stock/move/new" search={{ item: id }} size="sm">{t('stock-move-new')}</Go><Go to={`/r/item/${id}`} size="sm">{t('edit')}</Go></>}
        >
          <Stack gap="lg">
            <Stack gap="xs">
              <Title order={2}>{t('stock-where')}</Title>
              <Ready query={hand}>{(rows) => rows.length === 0 ? <Text size="sm" c="dimmed">{t('stock-nowhere')}</Text> : <OnHandTable rows={rows} item={false} />}</Ready>
            </Stack>
            <Card item={id} />
          </Stack>
        </Screen>
      )}
    </Ready>
  );
}

export function Card({ item }: { item: string }) {
  const t = useT();
  const format = useFormat();
  const { company } = useSession();
  const [search, change] = useSearch();
  const kinds: Record<string, string> = {
    receipt: t('stock-kind-receipt'), issue: t('stock-kind-issue'), adjustment: t('stock-kind-adjustment'), correction: t('stock-kind-correction'), move: t('stock-kind-move'),
  };
  const card = useInfiniteQuery({
    queryKey: ['records', 'stock-move', 'card', company.id, item, search.from ?? '', search.to ?? ''],
    queryFn: ({ pageParam }) =>
      data(api.GET('/api/v1/stock/card', { params: { query: { company: company.id, item, from_on: search.from, to_on: search.to, limit: 200, after: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const opening = card.data?.pages[0];
  const lines = card.data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <Stack gap="xs">
      <Title order={2}>{t('stock-card')}</Title>
      <SimpleGrid cols={2} maw={420} className="no-print">
        <EditValue field={plainField('from', t('stock-from-day'), 'day', { required: false })} value={search.from ?? null} onChange={(day) => change({ from: day as string | null })} />
        <EditValue field={plainField('to', t('stock-to-day'), 'day', { required: false })} value={search.to ?? null} onChange={(day) => change({ to: day as string | null })} />
      </SimpleGrid>
      {card.error ? <Failed error={card.error} again={() => void card.refetch()} /> : !opening ? <Waiting /> : (
        <Table.ScrollContainer type="native" tabIndex={0} minWidth={820}>
          <Table highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('stock-day')}</Table.Th><Table.Th>{t('stock-what')}</Table.Th><Table.Th>{t('stock-from')}</Table.Th><Table.Th>{t('stock-to')}</Table.Th>
                <Table.Th ta="end">{t('stock-quantity')}</Table.Th><Table.Th ta="end">{t('stock-value')}</Table.Th>
                <Table.Th ta="end">{t('stock-quantity-after')}</Table.Th><Table.Th ta="end">{t('stock-value-after')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              <Table.Tr>
                <Table.Td colSpan={6}>{t('stock-opening')}</Table.Td>
                <Table.Td className="figure">{format.decimal(String(opening.opening_quantity))}</Table.Td>
                <Table.Td className="figure">{opening.opening_value == null ? '' : format.money(String(opening.opening_value))}</Table.Td>
              </Table.Tr>
              {lines.map((one, at) => (
                <Table.Tr key={at}>
                  <Table.Td>{format.day(one.on)}</Table.Td>
                  <Table.Td>
                    {one.move ? <Go to={recordPath('stock-move', one.move)}>{one.number ?? kinds[one.kind]}</Go> : kinds[one.kind] ?? one.kind}
                    <Text size="xs" c="dimmed">{one.move ? kinds[one.kind] : ''}{one.reference ? ` · ${one.reference}` : ''}{one.lot && <> · <ReferenceLink type="lot" id={one.lot} /></>}</Text>
                  </Table.Td>
                  <Table.Td>{one.from_location && <ReferenceLink type="location" id={one.from_location} />}</Table.Td>
                  <Table.Td>{one.to_location && <ReferenceLink type="location" id={one.to_location} />}</Table.Td>
                  <Table.Td className="figure">{format.decimal(String(one.quantity))}</Table.Td>
                  <Table.Td className="figure">{one.value == null ? '' : one.entry ? <Go to={recordPath('entry', one.entry)}>{format.money(String(one.value))}</Go> : format.money(String(one.value))}</Table.Td>
                  <Table.Td className="figure">{format.decimal(String(one.quantity_after))}</Table.Td>
                  <Table.Td className="figure">{one.value_after == null ? '' : format.money(String(one.value_after))}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {card.hasNextPage && <Group><Button variant="default" loading={card.isFetchingNextPage} onClick={() => void card.fetchNextPage()}>{t('more')}</Button></Group>}
    </Stack>
  );
}
