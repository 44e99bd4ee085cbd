// Where a lot came from and where it went: a graph of lots in places, and the same as a table.
import { Button, Group, Stack, Table, Title } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { api, data } from '@/api/client';
import { Go, recordPath, useParam, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Notice, Ready } from '@/app/states';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { useTitle } from '@/records/titles';
import { useSession } from '@/session/session';

import { Choice } from '../Choice';
import { TraceGraph } from './TraceGraph';

export default function TraceScreen() {
  const t = useT();
  const format = useFormat();
  const lot = useParam('lot');
  const { company } = useSession();
  const [search, change] = useSearch();
  const direction = search.direction === 'up' ? 'up' : 'down';
  const title = useTitle('lot', lot);
  const trace = useQuery({
    queryKey: ['records', 'stock-move', 'trace', company.id, lot, direction],
    queryFn: () => data(api.GET('/api/v1/stock/trace', { params: { query: { company: company.id, lot, direction } } })),
  });
  return (
    <Screen title={t('stock-trace-of', { lot: title ?? '…' })} actions={<Button variant="default" onClick={() => window.print()}>{t('print')}</Button>}>
      <Group mb="sm" className="no-print">
        <Choice
          label={t('stock-direction')} value={direction} onChange={(value) => change({ direction: value === 'down' ? null : value })}
          data={[{ value: 'down', label: t('stock-trace-down') }, { value: 'up', label: t('stock-trace-up') }]}
        />
      </Group>
      <Ready query={trace}>
        {(found) => found.edges.length === 0 ? <Empty icon={IconRoute} title={t('stock-trace-none')} text={t('stock-trace-none-why')} /> : (
          <Stack>
            {found.truncated && <Notice kind="warn" title={t('stock-trace-more')} />}
            <TraceGraph trace={found} lot={lot} />
            <Title order={2}>{t('stock-moves')}</Title>
            <Table.ScrollContainer type="native" tabIndex={0} minWidth={640}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('stock-day')}</Table.Th><Table.Th>{t('stock-move')}</Table.Th><Table.Th>{t('stock-item')}</Table.Th><Table.Th>{t('stock-lot')}</Table.Th>
                    <Table.Th>{t('stock-from')}</Table.Th><Table.Th>{t('stock-to')}</Table.Th><Table.Th ta="end">{t('stock-quantity')}</Table.Th><Table.Th>{t('stock-contact')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {found.edges.map((one) => {
                    const place = (key: string) => found.nodes.find((node) => node.key === key);
                    return (
                      <Table.Tr key={`${one.move} ${one.from} ${one.to}`}>
                        <Table.Td>{format.day(one.on)}</Table.Td>
                        <Table.Td><Go size="sm" to={recordPath('stock-move', one.move)}>{one.number}</Go></Table.Td>
                        <Table.Td><Go size="sm" to={`/stock/items/${one.item}`}><ItemTitle id={one.item} /></Go></Table.Td>
                        <Table.Td><Go size="sm" to={`/stock/trace/${one.lot}`}><LotTitle id={one.lot} /></Go></Table.Td>
                        <Table.Td>{place(one.from)?.location ? <ReferenceLink type="location" id={place(one.from)!.location!} /> : t('stock-production')}</Table.Td>
                        <Table.Td>{place(one.to)?.location ? <ReferenceLink type="location" id={place(one.to)!.location!} /> : t('stock-production')}</Table.Td>
                        <Table.Td className="figure">{format.decimal(String(one.quantity))}</Table.Td>
                        <Table.Td>{one.contact && <ReferenceLink type="contact" id={one.contact} />}</Table.Td>
                      </Table.Tr>
                    );
                  })}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Stack>
        )}
      </Ready>
    </Screen>
  );
}

const ItemTitle = ({ id }: { id: string }) => <>{useTitle('item', id) ?? '…'}</>;
const LotTitle = ({ id }: { id: string }) => <>{useTitle('lot', id) ?? '…'}</>;
