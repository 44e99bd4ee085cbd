// Fiscal years and their periods: what is open, what comes next, and what closing means before it is done.
import { Badge, Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconCalendarPlus, IconLock, IconLockOpen, IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';

import { act } from '@/api/http';
import { useList, useRefresh } from '@/api/records';
import { recordPath, useGo, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready } from '@/app/states';
import { useTold } from '@/app/told';
import { useFormat, useT } from '@/i18n';
import { today } from '@/i18n/format';
import { useSession } from '@/session/session';

import { Checklist } from './Checklist';
import '../ledger.css';
import { type Change, changes, closable, dayAfter, nextToClose, type Period, type Year } from './years';

const colours = { open: 'green', closed: 'orange', sealed: 'gray' } as const;
const icons = { close: IconLock, reopen: IconLockOpen, seal: IconShieldLock };

/** Asks first, with what it means; says what came of it. */
function useDoing() {
  const t = useT();
  const told = useTold();
  const refresh = useRefresh();
  const [busy, setBusy] = useState(false);
  const sure = (title: string, why: string, doing: () => Promise<string>, grave = false) =>
    modals.openConfirmModal({
      title, children: <Text size="sm">{why}</Text>, labels: { confirm: title, cancel: t('cancel') }, confirmProps: grave ? { color: 'red' } : {},
      closeButtonProps: { 'aria-label': t('close') },
      onConfirm: () => {
        setBusy(true);
        void doing()
          .then(told.done, told.failed)
          .then(() => Promise.all(['period', 'fiscal-year', 'entry'].map((one) => refresh(one))))
          .finally(() => setBusy(false));
      },
    });
  return { sure, busy };
}

export default function Close() {
  const t = useT();
  const { company } = useSession();
  const [search, change] = useSearch();
  const of = [`company:eq:${company.id}`];
  const years = useList('fiscal-year', { filter: of, sort: '-starts_on', limit: 100 });
  const periods = useList('period', { filter: of, sort: 'starts_on', limit: 500 });
  const format = useFormat();
  const { sure, busy } = useDoing();
  const allYears = (years.data?.items ?? []) as Year[];
  const allPeriods = (periods.data?.items ?? []) as Period[];
  const chosen = allPeriods.find((one) => one.id === search.period) ?? nextToClose(allPeriods, allYears, today());
  const next = dayAfter(allYears);
  const openNext = () => next && sure(t('ledger-year-open'), t('ledger-year-open-why', { day: format.day(next) }), async () => {
    const made = await act<{ code: string }>('ledger.open-fiscal-year', { company: company.id, starts_on: next });
    return t('ledger-year-opened', { year: made.code });
  });
  return (
    <Screen
      title={t('ledger-close')}
      actions={next && <Button variant="default" loading={busy} leftSection={<IconCalendarPlus size={16} />} onClick={openNext}>{t('ledger-year-open')}</Button>}
    >
      <Ready query={{ data: years.data && periods.data, error: years.error ?? periods.error, refetch: () => void years.refetch() }}>
        {() => allYears.length === 0 ? <Empty title={t('ledger-years-none')} text={t('ledger-years-none-why')} /> : (
          <Stack gap="lg">
            {chosen && <Checklist period={chosen} />}
            {allYears.map((year) => (
              <YearBlock
                key={year.id} year={year} all={allYears} periods={allPeriods.filter((one) => one.fiscal_year === year.id)} chosen={chosen}
                look={(id) => change({ period: id }, { push: true })}
              />
            ))}
          </Stack>
        )}
      </Ready>
    </Screen>
  );
}

function YearBlock({ year, all, periods, chosen, look }: { year: Year; all: Year[]; periods: Period[]; chosen: Period | undefined; look: (id: string) => void }) {
  const t = useT();
  const go = useGo();
  const format = useFormat();
  const { company } = useSession();
  const { sure, busy } = useDoing();
  const doing = (period: Period, what: Change) =>
    sure(t(`ledger-period-${what}`), t(`ledger-period-${what}-why`, { period: period.code }), async () => {
      const done = await act<{ code: string; state: string }>(`ledger.${what}-period`, { company: company.id, period: period.id });
      return t('ledger-period-is', { period: done.code, state: t(`ledger-state-${done.state}`) });
    }, what === 'seal');
  const closeYear = () => sure(t('ledger-year-close'), t('ledger-year-close-why', { year: year.code, day: format.day(year.ends_on) }), async () => {
    const done = await act<{ result: string; entry: { id: string; number: string } | null }>('ledger.close-fiscal-year', { company: company.id, fiscal_year: year.id });
    if (done.entry) go(recordPath('entry', done.entry.id));
    return t('ledger-year-closed', { year: year.code, result: format.money(done.result, company.currency) });
  }, true);
  return (
    <section aria-labelledby={`year-${year.id}`}>
      <Group justify="space-between" mb={4}>
        <Group gap="xs">
          <Title order={2} id={`year-${year.id}`}>{year.code}</Title>
          <Text size="sm" c="dimmed">{format.day(year.starts_on)} – {format.day(year.ends_on)}</Text>
          <Badge color={colours[year.state]}>{t(`ledger-year-is-${year.state}`)}</Badge>
        </Group>
        {closable(year, all) && <Button variant="default" loading={busy} leftSection={<IconShieldLock size={16} />} onClick={closeYear}>{t('ledger-year-close')}</Button>}
      </Group>
      <Table aria-label={t('ledger-periods-of', { year: year.code })} withTableBorder verticalSpacing={4}>
        <Table.Tbody>
          {periods.map((period) => (
            <Table.Tr key={period.id} className={period.id === chosen?.id ? 'marked' : undefined} aria-current={period.id === chosen?.id || undefined}>
              <Table.Td><Button variant="subtle" px={4} onClick={() => look(period.id)} aria-label={t('ledger-check-period', { period: period.code })}>{period.code}</Button></Table.Td>
              <Table.Td visibleFrom="sm"><Text size="sm" c="dimmed">{format.day(period.starts_on)} – {format.day(period.ends_on)}</Text></Table.Td>
              <Table.Td><Badge color={colours[period.state]}>{t(`ledger-state-${period.state}`)}</Badge></Table.Td>
              <Table.Td>
                <Group gap={4} justify="end">
                  {changes(period, year).map((what) => {
                    const Picture = icons[what];
                    return (
                      <Button key={what} variant="subtle" disabled={busy} leftSection={<Picture size={14} />} onClick={() => doing(period, what)} aria-label={`${t(`ledger-period-${what}`)} ${period.code}`}>
                        {t(`ledger-period-${what}`)}
                      </Button>
                    );
                  })}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
