// Rows by columns by one measure, with exact totals; each figure leads to its records.
import { ScrollArea, Table, UnstyledButton } from '@mantine/core';

import { useT } from '@/i18n';

import { conditionsOf, type Key } from './cube';
import type { useCube } from './useCube';

export function PivotTable({ cube, label, onDrill }: {
  cube: ReturnType<typeof useCube>;
  label: string;
  /** Shows the records of these conditions. */
  onDrill: (conditions: string[]) => void;
}) {
  const t = useT();
  const { by, across, found, rowName, columnName, figure } = cube;
  if (!by || !found) return null;
  const drill = (row: Key | null, column: Key | null) =>
    onDrill([...(row ? conditionsOf(by, row.value) : []), ...(column && across ? conditionsOf(across, column.value) : [])]);
  const cell = (value: string | undefined, row: Key | null, column: Key | null, bold = false) => (
    <Table.Td key={`${row?.id ?? ''} ${column?.id ?? ''}`} className="figure" fw={bold ? 600 : undefined}>
      {value !== undefined && <UnstyledButton fz="sm" fw={bold ? 600 : undefined} td="underline" mih={24} onClick={() => drill(row, column)}>{figure(value)}</UnstyledButton>}
    </Table.Td>
  );
  return (
    <ScrollArea type="auto" offsetScrollbars>
      <Table aria-label={label} withTableBorder withColumnBorders stickyHeader w="auto" miw={320}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{by.field.label}</Table.Th>
            {found.columns.map((one) => <Table.Th key={one.id} scope="col" ta="end">{columnName(one.value)}</Table.Th>)}
            {across && <Table.Th scope="col" ta="end">{t('records-pivot-total')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.rows.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Th scope="row" fw={500}>{rowName(row.value)}</Table.Th>
              {found.columns.map((column) => cell(found.cell(row.id, column.id), row, column))}
              {across && cell(row.total, row, null, true)}
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">{t('records-pivot-total')}</Table.Th>
            {found.columns.map((column) => cell(column.total, null, column, true))}
            {across && cell(found.total, null, null, true)}
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </ScrollArea>
  );
}
