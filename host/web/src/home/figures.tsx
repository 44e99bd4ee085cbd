// Figures of the core on the manager's page; each leads down to what it is made of.
import { Paper, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Decimal from 'decimal.js';
import type { ReactNode } from 'react';

import { fetched } from '@/api/http';
import { Go } from '@/app/navigation';
import { Ready } from '@/app/states';
import { useFormat, useT } from '@/i18n';
import { joinFilters } from '@/records/list/state';
import { type Cell, follow, joined, useReport } from '@/reports/report';
import { spans } from '@/reports/spans';
import { useSession } from '@/session/session';

/** Figures by name, and the record type that one must be allowed to see. */
export const figures = { cash: 'entry-line', receivables: 'entry-line', payables: 'entry-line', stock: 'stock-move', revenue: 'entry-line' } as const;
export type FigureName = keyof typeof figures;

export function Figure({ name }: { name: FigureName }) {
  switch (name) {
    case 'cash': return <Cash />;
    case 'receivables': return <Open name="receivables" report="aged-receivables" />;
    case 'payables': return <Open name="payables" report="aged-payables" />;
    case 'stock': return <StockValue />;
    case 'revenue': return <Revenue />;
  }
}

function Tile({ name, to, search, value, children }: { name: FigureName; to: string; search?: Record<string, string>; value: string; children?: ReactNode }) {
  const t = useT();
  const format = useFormat();
  const { company } = useSession();
  return (
    <Paper withBorder p="sm" h="100%">
      <Text size="sm"><Go size="sm" to={to} search={search}>{t(`home-figure-${name}`)}</Go></Text>
      <Text size="xl" fw={600}><span className="figure">{format.money(value, company.currency)}</span></Text>
      {children && <Text size="xs" c="dimmed" component="div">{children}</Text>}
    </Paper>
  );
}

function Cash() {
  const { company } = useSession();
  const filter = [`company:eq:${company.id}`, 'account.role:in:bank|cash'];
  const found = useQuery({
    queryKey: ['records', 'entry-line', 'aggregate', 'cash', company.id],
    queryFn: () => fetched<{ items: { sum_company_amount: string | null }[] }>('/api/v1/records/entry-line/aggregate', { query: { filter, measure: 'sum:company_amount' } }),
  });
  return (
    <Ready query={found}>
      {({ items }) => <Tile name="cash" to="/r/entry-line" search={{ filter: joinFilters(filter.slice(1)), sort: '-entry_on' }} value={items[0]?.sum_company_amount ?? '0'} />}
    </Ready>
  );
}

const figureOf = (cell: Cell | undefined) => new Decimal(String(cell?.value ?? '0'));

/** What is open, and how much of it is overdue: the columns after `current`. */
function Open({ name, report }: { name: 'receivables' | 'payables'; report: string }) {
  const t = useT();
  const format = useFormat();
  const { company } = useSession();
  const found = useReport(report, {});
  return (
    <Ready query={found}>
      {({ pages }) => {
        const { columns, totals } = joined(pages)!;
        const at = (column: string) => totals[columns.findIndex((one) => one.name === column)];
        const total = figureOf(at('total'));
        const late = total.minus(figureOf(at('current')));
        return (
          <Tile name={name} to={`/reports/${report}`} value={total.toFixed()}>
            {late.isZero() ? t('home-figure-none-late') : t('home-figure-late', { amount: format.money(late.toFixed(), company.currency) })}
          </Tile>
        );
      }}
    </Ready>
  );
}

function StockValue() {
  const found = useReport('inventory-valuation', {});
  return <Ready query={found}>{({ pages }) => <Tile name="stock" to="/reports/inventory-valuation" value={figureOf(joined(pages)!.totals.at(-1)).toFixed()} />}</Ready>;
}

function Revenue() {
  const t = useT();
  const format = useFormat();
  const { company } = useSession();
  const all = spans(new Date());
  const now = all.find((one) => one.name === 'this-month')!;
  const before = all.find((one) => one.name === 'last-month')!;
  const found = useReport('profit-and-loss', { from: now.from, to: now.to, compare_from: before.from, compare_to: before.to });
  return (
    <Ready query={found}>
      {({ pages }) => {
        const report = joined(pages)!;
        const amount = report.columns.findIndex((one) => one.name === 'amount');
        const compared = report.columns.findIndex((one) => one.name === 'compared');
        const income = report.rows.find((row) => row.kind === 'total' && row.cells[amount]?.link?.parameters.kind === 'income');
        const link = income?.cells[amount]?.link;
        const place = link ? follow(link) : { to: '/reports/profit-and-loss', search: { from: now.from, to: now.to } };
        return (
          <Tile name="revenue" {...place} value={figureOf(income?.cells[amount]).toFixed()}>
            {t('home-figure-before', { amount: format.money(figureOf(income?.cells[compared]).toFixed(), company.currency) })}
          </Tile>
        );
      }}
    </Ready>
  );
}
