// Open items side by side: debits at the start, credits at the end; what is chosen on both settles, the rest stays open or is written off.
import { Alert, Group, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { IconChecks, IconSearch } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';

import { act, fetched } from '@/api/http';
import { useChanges } from '@/api/live';
import { refresh } from '@/api/records';
import { useKeys } from '@/app/keys';
import { useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Failed, useSentence, Waiting } from '@/app/states';
import { useTold } from '@/app/told';
import { ReferencePicker } from '@/fields/ReferencePicker';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { useChart } from '../chart';
import { Balance } from './Balance';
import { chosen, isDebit, itemKey, type OpenItem, suggestions, type Suggestion } from './matching';
import { Settled } from './Settled';
import { Side } from './Side';
import { Suggestions } from './Suggestions';

const PAGES = 8;

/** All open items of an account, and of a contact; at most so many pages. */
function useOpenItems(account: string | undefined, contact: string | undefined) {
  const { company } = useSession();
  return useQuery({
    queryKey: ['records', 'reconciliation', 'open', company.id, account, contact ?? null],
    queryFn: async ({ signal }) => {
      const items: OpenItem[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < PAGES; page += 1) {
        const found: { items: OpenItem[]; next: string | null } = await fetched('/api/v1/ledger/open-items', { query: { company: company.id, account, contact, limit: 500, cursor }, signal });
        items.push(...found.items);
        cursor = found.next;
        if (!cursor) break;
      }
      return { items, more: Boolean(cursor) };
    },
    enabled: Boolean(account),
  });
}

export default function Reconcile() {
  const t = useT();
  const client = useQueryClient();
  const told = useTold();
  const sentence = useSentence();
  const { company } = useSession();
  const [search, change] = useSearch();
  const chart = useChart();
  const accounts = (chart.data ?? []).filter((one) => one.reconcilable && !one.is_group);
  const account = search.account ?? (accounts.find((one) => one.role === 'receivable') ?? accounts[0])?.id;
  const open = useOpenItems(account, search.contact);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useChanges(useCallback((one) => void (one.record_type === 'entry' && client.invalidateQueries({ queryKey: ['records', 'reconciliation', 'open'] })), [client]));

  const items = useMemo(() => open.data?.items ?? [], [open.data]);
  const wanted = (search.q ?? '').toLowerCase();
  const seen = useMemo(
    () => items.filter((one) => !wanted || [one.number, one.description ?? '', one.residual, one.due_on ?? ''].some((text) => text.toLowerCase().includes(wanted))),
    [items, wanted],
  );
  const held = useMemo(() => items.filter((one) => marked.has(itemKey(one))), [items, marked]);
  const suggested = useMemo(() => suggestions(items), [items]);
  const sums = chosen(held);
  const toggle = (item: OpenItem) => setMarked((before) => {
    const after = new Set(before);
    if (!after.delete(itemKey(item))) after.add(itemKey(item));
    return after;
  });

  const settle = async (groups: { items: OpenItem[]; writeOff?: { amount: string; account: string | null; narration: string | null }; on?: string | null }[]) => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    let done = 0;
    try {
      for (const { items: group, writeOff, on } of groups) {
        // Debits first, the oldest before the others: so they are paid.
        const order = [...group].sort((a, b) => Number(isDebit(b)) - Number(isDebit(a)) || (a.due_on ?? a.entry_on).localeCompare(b.due_on ?? b.entry_on));
        await act('ledger.reconcile', {
          company: company.id, items: order.map(({ entry, line }) => ({ entry, line })), ...(writeOff ? { write_off: writeOff } : {}), ...(on ? { on } : {}),
        });
        done += 1;
      }
      told.done(t('ledger-reconciled', { count: done }));
      setMarked(new Set());
    } catch (error) {
      setFailure(sentence(error));
    }
    await Promise.all([refresh(client, 'reconciliation'), refresh(client, 'entry')]);
    setBusy(false);
  };
  useKeys([{ keys: 'mod+Enter', label: t('ledger-reconcile-do'), run: () => sums.fits && sums.difference.isZero() && void settle([{ items: held }]) }]);
  const side = (debits: boolean) => seen.filter((one) => isDebit(one) === debits);

  return (
    <Screen title={t('ledger-reconcile')}>
      <Group gap="xs" mb="sm" align="end" role="search">
        <Select
          label={t('ledger-account')} size="sm" w={260} searchable allowDeselect={false} value={account ?? null}
          data={accounts.map((one) => ({ value: one.id, label: `${one.code} · ${one.name}` }))} onChange={(id) => { setMarked(new Set()); change({ account: id }, { push: true }); }}
        />
        <ReferencePicker type="contact" value={search.contact ?? null} onChange={(id) => { setMarked(new Set()); change({ contact: id }, { push: true }); }} input={{ label: t('ledger-contact'), size: 'sm', w: 240 }} />
        <TextInput label={t('search')} size="sm" w={180} leftSection={<IconSearch size={16} aria-hidden />} value={search.q ?? ''} onChange={(event) => change({ q: event.currentTarget.value })} />
      </Group>
      {open.error ? <Failed error={open.error} again={() => void open.refetch()} /> : !open.data ? <Waiting /> : (
        <>
          {open.data.more && <Text size="sm" mb="xs">{t('ledger-items-many', { count: items.length })}</Text>}
          {failure && <Alert color="red" variant="outline" mb="xs" role="alert">{failure}</Alert>}
          {items.length === 0 ? <Empty icon={IconChecks} title={t('ledger-items-none')} text={t('ledger-items-none-why')} /> : (
            <>
              <Suggestions
                found={suggested} busy={busy} choose={(one: Suggestion) => setMarked(new Set(one.items.map(itemKey)))}
                settle={(all) => void settle(all.map((one) => ({ items: one.items })))}
              />
              <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
                <Side title={t('ledger-debits')} items={side(true)} marked={marked} toggle={toggle} withContact={!search.contact} />
                <Side title={t('ledger-credits')} items={side(false)} marked={marked} toggle={toggle} withContact={!search.contact} />
              </SimpleGrid>
              <Balance held={held} sums={sums} busy={busy} clear={() => setMarked(new Set())} settle={(how) => void settle([{ items: held, ...how }])} />
            </>
          )}
        </>
      )}
      {account && <Settled account={account} />}
    </Screen>
  );
}
