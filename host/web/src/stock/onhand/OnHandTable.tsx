// Quantities by item, place and lot.
import { Table, Text } from '@mantine/core';

import { Go } from '@/app/navigation';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { useTitle } from '@/records/titles';

import type { OnHand } from '../data';

export function OnHandTable({ rows, item = true, held = true }: { rows: OnHand[]; item?: boolean; held?: boolean }) {
  const t = useT();
  const format = useFormat();
  return (
    <Table.ScrollContainer type="native" tabIndex={0} minWidth={520}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {item && <Table.Th>{t('stock-item')}</Table.Th>}
            <Table.Th>{t('stock-location')}</Table.Th>
            <Table.Th>{t('stock-lot')}</Table.Th>
            <Table.Th ta="end">{t('stock-quantity')}</Table.Th>
            {held && <><Table.Th ta="end">{t('stock-reserved')}</Table.Th><Table.Th ta="end">{t('stock-available')}</Table.Th></>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((one) => (
            <Table.Tr key={`${one.item} ${one.location} ${one.lot ?? ''}`}>
              {item && <Table.Td><Text span size="sm" c="dimmed">{one.item_code}</Text> <Go size="sm" to={`/stock/items/${one.item}`}><ItemName id={one.item} /></Go></Table.Td>}
              <Table.Td><ReferenceLink type="location" id={one.location} /></Table.Td>
              <Table.Td>{one.lot && <Go to={`/stock/trace/${one.lot}`}>{one.lot_code}</Go>}</Table.Td>
              <Table.Td className="figure">{format.decimal(String(one.quantity))}</Table.Td>
              {held && <><Table.Td className="figure">{format.decimal(String(one.reserved))}</Table.Td><Table.Td className="figure">{format.decimal(String(one.available))}</Table.Td></>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const ItemName = ({ id }: { id: string }) => <>{useTitle('item', id) ?? '…'}</>;
