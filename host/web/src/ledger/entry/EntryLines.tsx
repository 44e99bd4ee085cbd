// Lines of a posted entry as debits and credits; the one that a report led to is marked, open items say what is left.
import { Badge, Group, Table, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';

import { fetched } from '@/api/http';
import type { KeelRecord } from '@/api/records';
import { Go } from '@/app/navigation';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';

import { type Account, useChart } from '../chart';
import type { OpenItem } from '../reconcile/matching';
import '../ledger.css';
import { AccountLink } from '../names';
import { sums } from './balance';

interface PostedLine {
  line_no: number;
  account: string;
  amount: string;
  currency: string;
  company_amount: string;
  contact: string | null;
  due_on: string | null;
  description: string | null;
  tax_code: string | null;
  tax_role: string | null;
  tax_base: string | null;
}

/** What is left of the entry's open items by line; `undefined` while it is not known. */
function useResiduals(entry: KeelRecord, lines: PostedLine[], chart: Account[] | undefined): (line: PostedLine) => string | null | undefined {
  const reconcilable = new Set((chart ?? []).filter((one) => one.reconcilable).map((one) => one.id));
  const open = lines.filter((one) => reconcilable.has(one.account));
  const asked = [...new Map(open.map((one) => [`${one.account} ${one.contact}`, one])).values()];
  const answers = useQueries({
    queries: asked.map(({ account, contact }) => ({
      queryKey: ['records', 'reconciliation', 'open', entry.company, account, contact],
      queryFn: () =>
        fetched<{ items: OpenItem[]; next: string | null }>('/api/v1/ledger/open-items', { query: { company: String(entry.company), account, contact, limit: 500 } }),
      staleTime: 10_000,
    })),
  });
  return (line) => {
    if (!reconcilable.has(line.account)) return null;
    const answer = answers[asked.findIndex((one) => one.account === line.account && one.contact === line.contact)]?.data;
    const found = answer?.items.find((one) => one.entry === entry.id && one.line === line.line_no);
    if (found) return found.residual;
    return answer && !answer.next ? '0' : undefined;
  };
}

export function EntryLines({ entry, marked, own }: { entry: KeelRecord; marked?: string; own: string }) {
  const t = useT();
  const format = useFormat();
  const chart = useChart().data;
  const lines = entry.lines as unknown as PostedLine[];
  const residual = useResiduals(entry, lines, chart);
  const foreign = lines.some((one) => one.currency !== own);
  const side = (amount: string, credit: boolean) => (amount.startsWith('-') === credit ? amount.replace('-', '') : null);
  const total = sums(lines.map((one) => ({ debit: side(one.company_amount, false), credit: side(one.company_amount, true) })));
  const figure = (amount: string | null, currency?: string) => (amount === null || /^0(\.0+)?$/.test(amount) ? '' : format.money(amount, currency));
  const taxed = lines.some((one) => one.tax_code);
  const due = lines.some((one) => one.due_on);
  return (
    <Table.ScrollContainer minWidth={640} type="native" tabIndex={0} role="region" aria-label={t('ledger-lines')}>
      <Table aria-label={t('ledger-lines')} withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>#</Table.Th>
            <Table.Th>{t('ledger-account')}</Table.Th>
            <Table.Th>{t('ledger-contact')}</Table.Th>
            <Table.Th>{t('ledger-description')}</Table.Th>
            {taxed && <Table.Th>{t('ledger-tax')}</Table.Th>}
            {due && <Table.Th>{t('ledger-due')}</Table.Th>}
            {foreign && <Table.Th ta="end">{t('ledger-in-currency')}</Table.Th>}
            <Table.Th ta="end">{t('ledger-debit')}</Table.Th>
            <Table.Th ta="end">{t('ledger-credit')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => {
            const code = chart?.find((one) => one.id === line.account)?.code;
            const left = residual(line);
            return (
              <Table.Tr key={line.line_no} className={marked && code === marked ? 'marked' : undefined} aria-current={marked && code === marked ? 'true' : undefined}>
                <Table.Td>{line.line_no}</Table.Td>
                <Table.Td><AccountLink id={line.account} /></Table.Td>
                <Table.Td>{line.contact && <ReferenceLink type="contact" id={line.contact} />}</Table.Td>
                <Table.Td>
                  {line.description}
                  {left !== null && left !== undefined && (
                    <Group gap="xs">
                      <Badge color={/^-?0(\.0+)?$/.test(left) ? 'green' : 'orange'}>{/^-?0(\.0+)?$/.test(left) ? t('ledger-settled') : t('ledger-open-of', { left: format.money(left.replace('-', ''), line.currency) })}</Badge>
                      <Go to="/ledger/reconcile" search={{ account: line.account, ...(line.contact ? { contact: line.contact } : {}) }} size="xs" className="no-print">{t('ledger-reconcile')}</Go>
                    </Group>
                  )}
                </Table.Td>
                {taxed && (
                  <Table.Td>
                    {line.tax_code && <><ReferenceLink type="tax-code" id={line.tax_code} /> <Text span size="xs" c="dimmed">{t(line.tax_role === 'tax' ? 'ledger-role-tax' : 'ledger-role-base')}</Text></>}
                  </Table.Td>
                )}
                {due && <Table.Td>{line.due_on && format.day(line.due_on)}</Table.Td>}
                {foreign && <Table.Td ta="end" className="figure">{line.currency !== own && format.money(line.amount, line.currency)}</Table.Td>}
                <Table.Td ta="end" className="figure">{figure(side(line.company_amount, false))}</Table.Td>
                <Table.Td ta="end" className="figure">{figure(side(line.company_amount, true))}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th colSpan={4 + (taxed ? 1 : 0) + (due ? 1 : 0) + (foreign ? 1 : 0)}>{t('ledger-total')}</Table.Th>
            <Table.Th ta="end" className="figure">{format.money(total.debit.toFixed(), own)}</Table.Th>
            <Table.Th ta="end" className="figure">{format.money(total.credit.toFixed(), own)}</Table.Th>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Table.ScrollContainer>
  );
}
