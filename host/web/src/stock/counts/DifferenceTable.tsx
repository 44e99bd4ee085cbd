// Differences of a count with what they are worth.
import { Table, Text } from '@mantine/core';
import Decimal from 'decimal.js';

import { Go, recordPath } from '@/app/navigation';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { signed } from './LineCards';
import { keyOf, type Line, type Target } from './tally';

/** The value of a difference at what a unit is worth now; nothing where that is not known. */
export const worth = (line: Line, costs: Map<string, string>): string | null => {
  const cost = costs.get(line.item);
  return cost === undefined || line.difference === null ? null : new Decimal(cost).times(line.difference).toFixed(2);
};

export function DifferenceTable({ lines, targets, costs, moves }: {
  lines: Line[]; targets: Map<string, Target>; costs?: Map<string, string>; moves?: Map<string, string>;
}) {
  const t = useT();
  const format = useFormat();
  const { company } = useSession();
  const plainFigure = (value: string) => format.decimal(new Decimal(value).toFixed());
  const total = costs && lines.reduce((sum, one) => sum.plus(worth(one, costs) ?? 0), new Decimal(0));
  return (
    <Table.ScrollContainer type="native" tabIndex={0} minWidth={300}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('stock-item')}</Table.Th>
            <Table.Th ta="end" visibleFrom="sm">{t('stock-expected')}</Table.Th>
            <Table.Th ta="end" visibleFrom="sm">{t('stock-counted')}</Table.Th>
            <Table.Th ta="end">{t('stock-difference')}</Table.Th>
            {costs && <Table.Th ta="end">{t('stock-value')}</Table.Th>}
            {moves && <Table.Th>{t('stock-move')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((one) => {
            const key = keyOf(one.item, one.lot);
            const target = targets.get(key);
            const value = costs ? worth(one, costs) : null;
            const move = moves?.get(key);
            return (
              <Table.Tr key={key}>
                <Table.Td>{target?.name}{target?.lotCode ? ` · ${target.lotCode}` : ''} <Text span size="sm" c="dimmed">{target?.code}</Text>
                  <Text size="sm" c="dimmed" hiddenFrom="sm">{t('stock-expected-of', { quantity: plainFigure(one.expected) })} · {t('stock-counted-of-it', { quantity: one.counted === null ? '–' : plainFigure(one.counted) })}</Text>
                </Table.Td>
                <Table.Td className="figure" visibleFrom="sm">{plainFigure(one.expected)}</Table.Td>
                <Table.Td className="figure" visibleFrom="sm">{one.counted === null ? '–' : plainFigure(one.counted)}</Table.Td>
                <Table.Td className="figure">{one.difference === null ? '' : signed(format, one.difference)}</Table.Td>
                {costs && <Table.Td className="figure">{value === null ? t('stock-cost-unknown') : format.money(value, company.currency)}</Table.Td>}
                {moves && <Table.Td>{move && <Go to={recordPath('stock-move', move)}>{t('open')}</Go>}</Table.Td>}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
        {total && (
          <Table.Tfoot>
            <Table.Tr><Table.Th>{t('stock-total')}</Table.Th><Table.Td visibleFrom="sm" colSpan={2} /><Table.Td /><Table.Th className="figure">{format.money(total.toFixed(2), company.currency)}</Table.Th></Table.Tr>
          </Table.Tfoot>
        )}
      </Table>
    </Table.ScrollContainer>
  );
}
