// What is looked at before a period closes: the proof of the books, what is open, what is half done. It advises; closing is the reader's.
import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { fetched } from '@/api/http';
import { useList } from '@/api/records';
import { Go } from '@/app/navigation';
import { useSentence } from '@/app/states';
import { useFormat, useT } from '@/i18n';
import type { Report } from '@/reports/report';
import { useSession } from '@/session/session';

import type { Period } from './years';

interface Verification {
  clean: boolean;
  checks: { check: string; proves: string; covered: number; found: number }[];
  findings: { check: string; place: string; what: string; fix: string }[];
}

/** The total of a report's column; `undefined` while it is not known. */
function useTotal(name: string, column: string, parameters: Record<string, string>): string | undefined {
  const { company } = useSession();
  const found = useQuery({
    queryKey: ['records', 'entry', 'total', name, column, company.id, parameters],
    queryFn: () => fetched<Report>(`/api/v1/reports/${name}`, { query: { company: company.id, ...parameters } }),
  });
  const at = found.data?.columns.findIndex((one) => one.name === column) ?? -1;
  const value = found.data?.totals[at]?.value;
  return found.data ? String(value ?? '0') : undefined;
}

export function Checklist({ period }: { period: Period }) {
  const t = useT();
  const format = useFormat();
  const { company, user } = useSession();
  const span = { from: period.starts_on, to: period.ends_on };
  const receivable = useTotal('aged-receivables', 'total', { on: period.ends_on });
  const payable = useTotal('aged-payables', 'total', { on: period.ends_on });
  const counts = useList('stock-count', { filter: [`company:eq:${company.id}`, 'state:eq:open', `counted_on:le:${period.ends_on}`], limit: 1, count: true });
  const moves = useList('stock-move', { filter: [`company:eq:${company.id}`, 'state:in:planned,reserved', `planned_on:le:${period.ends_on}`], limit: 1, count: true });
  const earlier = useList('period', { filter: [`company:eq:${company.id}`, 'state:eq:open', `ends_on:lt:${period.starts_on}`], limit: 1, count: true });
  const left = (amount: string | undefined) => amount === undefined ? null : /^-?0(\.0+)?$/.test(amount);
  const none = (total: number | undefined) => (total === undefined ? null : total === 0);
  return (
    <Paper withBorder p="sm" component="section" aria-labelledby="ledger-checklist">
      <Title order={2} id="ledger-checklist" mb="xs">{t('ledger-checklist', { period: period.code })}</Title>
      <Stack gap="xs">
        {user.administrator && <Proof />}
        <Check good={none(earlier.data?.total)} text={t('ledger-check-earlier')}>
          {earlier.data?.total ? t('ledger-check-count', { count: earlier.data.total }) : null}
        </Check>
        <Check good={left(receivable)} text={t('ledger-check-receivable')}>
          <Go to="/reports/open-items" search={{ role: 'receivable', on: period.ends_on }} inherit>{receivable && format.money(receivable, company.currency)}</Go>
        </Check>
        <Check good={left(payable)} text={t('ledger-check-payable')}>
          <Go to="/reports/open-items" search={{ role: 'payable', on: period.ends_on }} inherit>{payable && format.money(payable, company.currency)}</Go>
        </Check>
        <Check good={none(moves.data?.total)} text={t('ledger-check-moves')}>
          {moves.data?.total ? <Go to="/r/stock-move" search={{ state: 'planned' }} inherit>{t('ledger-check-count', { count: moves.data.total })}</Go> : null}
        </Check>
        <Check good={none(counts.data?.total)} text={t('ledger-check-counts')}>
          {counts.data?.total ? <Go to="/r/stock-count" inherit>{t('ledger-check-count', { count: counts.data.total })}</Go> : null}
        </Check>
        <Group gap="md" mt={4}>
          <Go to="/reports/trial-balance" search={span} size="sm">{t('reports-name-trial-balance')}</Go>
          <Go to="/reports/tax-boxes" search={span} size="sm">{t('reports-name-tax-boxes')}</Go>
          <Go to="/reports/journal" search={span} size="sm">{t('reports-name-journal')}</Go>
          <Go to="/ledger/reconcile" size="sm">{t('ledger-reconcile')}</Go>
          <Go to="/ledger/rates" size="sm">{t('ledger-rates')}</Go>
        </Group>
      </Stack>
    </Paper>
  );
}

/** `good` is unknown while it is asked. */
function Check({ good, text, children }: { good: boolean | null; text: string; children?: ReactNode }) {
  const t = useT();
  return (
    <Group gap="xs" wrap="nowrap" align="start">
      {good ? <IconCheck size={18} aria-label={t('yes')} role="img" /> : <IconInfoCircle size={18} aria-label={t(good === null ? 'loading' : 'ledger-check-look')} role="img" />}
      <Text size="sm" component="div">{text} {good === false && children}</Text>
    </Group>
  );
}

/** Every promise of the core, checked on the whole database: it takes a while, so it is asked for. */
function Proof() {
  const t = useT();
  const sentence = useSentence();
  const proof = useQuery({ queryKey: ['verify'], queryFn: () => fetched<Verification>('/api/v1/verify'), enabled: false, gcTime: 0 });
  return (
    <>
      <Group gap="xs">
        {proof.data ? (proof.data.clean ? <IconCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />) : <IconInfoCircle size={18} aria-hidden />}
        <Text size="sm" role="status">
          {proof.data ? (proof.data.clean ? t('ledger-proof-clean', { count: proof.data.checks.length }) : t('ledger-proof-findings', { count: proof.data.findings.length })) : t('ledger-proof-why')}
        </Text>
        <Button variant="default" loading={proof.isFetching} onClick={() => void proof.refetch()}>{t('ledger-proof')}</Button>
      </Group>
      {proof.error && <Text size="sm" c="var(--mantine-color-error)" role="alert">{sentence(proof.error)}</Text>}
      {proof.data?.findings.map((one, index) => (
        <Text key={index} size="sm" ps="lg"><Badge color="red">{one.check}</Badge> {one.place}: {one.what} {one.fix}</Text>
      ))}
    </>
  );
}
