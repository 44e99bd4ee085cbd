// A new entry, from the first key to the last without the mouse: head, lines, taxes that follow, Ctrl+Enter posts.
import { Alert, Button, Group, Kbd, Table, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { act } from '@/api/http';
import { Problem } from '@/api/problem';
import { refresh } from '@/api/records';
import { Go, useSearch } from '@/app/navigation';
import { useKeys } from '@/app/keys';
import { Screen } from '@/app/Screen';
import { useSentence, Waiting } from '@/app/states';
import { useTold } from '@/app/told';
import { type GridColumn, type GridRow, LineGrid } from '@/fields/LineGrid';
import { usePhone } from '@/fields/phone';
import { useFormat, useT } from '@/i18n';
import { minorDigits } from '@/i18n/format';
import { useSession } from '@/session/session';

import { type Books, useBooks } from '../books';
import { useChart } from '../chart';
import { field } from '../field';
import { AccountName } from '../names';
import { balancing, isEmpty, type Line, oneSide, sums as summed, type TaxLine } from './balance';
import { Difference } from './Difference';
import { blankLine, holdsSomething, useDraft } from './draft';
import { Head } from './Head';
import { DIMENSION, mistakes, nothingRefused, posting, type Refusals, refusalsOf } from './post';
import { useTaxes } from './useTaxes';

interface Posted {
  id: string;
  number: string;
}

export default function NewEntry() {
  const t = useT();
  const sentence = useSentence();
  const told = useTold();
  const client = useQueryClient();
  const { company } = useSession();
  const [search] = useSearch();
  const books = useBooks();
  const { draft, set, renew } = useDraft(search.from);
  const taxes = useTaxes(draft, books);
  const columns = useColumns(books);
  const [refused, setRefused] = useState<Refusals>(nothingRefused);
  const [busy, setBusy] = useState(false);
  const [posted, setPosted] = useState<Posted[]>([]);
  const [unsettled, setUnsettled] = useState(0);
  const [wanted, setWanted] = useState(false);
  const phone = usePhone();
  const screen = useRef<HTMLDivElement>(null);
  const currency = draft?.currency || books.currency;
  const digits = minorDigits(currency);
  const sums = useMemo(() => summed(draft?.lines ?? [], taxes), [draft?.lines, taxes]);
  const general = books.journals.find((one) => one.kind === 'general') ?? books.journals[0];
  const hasJournal = Boolean(draft?.journal);
  const asked = search.journal;
  useEffect(() => {
    if (asked) set({ journal: asked });
    else if (!hasJournal && general) set({ journal: general.id });
  }, [asked, hasJournal, general, set]);
  // Journal and day usually fit: typing begins in the first line.
  const ready = Boolean(draft && books.ready);
  const toLines = useCallback(() => screen.current?.querySelector<HTMLElement>('[role=gridcell][tabindex="0"]')?.focus(), []);
  useEffect(() => {
    if (ready && !phone) toLines();
  }, [ready, phone, toLines]);

  const post = async () => {
    if (!draft || busy) return;
    const plain = mistakes(draft.lines, { account: t('ledger-account-missing'), amount: t('ledger-amount-missing') });
    if (Object.keys(plain).length > 0) return setRefused({ ...nothingRefused, cells: plain });
    if (draft.lines.filter((one) => !isEmpty(one)).length < 1) return setRefused({ ...nothingRefused, lines: t('ledger-lines-missing') });
    if (!sums.difference.isZero()) return setRefused({ ...nothingRefused, lines: t('ledger-not-balanced') });
    const { body, rows } = posting(company.id, books.currency, draft, taxes);
    setBusy(true);
    setRefused(nothingRefused);
    try {
      const entry = await act<Posted>('ledger.post', body, draft.key);
      setPosted((before) => [entry, ...before].slice(0, 5));
      told.done(t('ledger-posted', { number: entry.number }));
      renew();
      void refresh(client, 'entry');
      // The next entry begins where this one did.
      if (!phone) setTimeout(toLines, 0);
    } catch (error) {
      const away = error instanceof Problem && error.status !== 0;
      setRefused(away ? refusalsOf(error, draft, rows) : { ...nothingRefused, rest: sentence(error) });
    }
    setBusy(false);
  };
  // What is still looked up is waited for: the last cell may have been left a moment ago.
  const want = () => {
    if (document.activeElement instanceof HTMLElement && screen.current?.contains(document.activeElement)) document.activeElement.blur();
    setTimeout(() => setWanted(true), 0);
  };
  useEffect(() => {
    if (!wanted || unsettled > 0) return;
    setWanted(false);
    void post();
  });
  useKeys([{ keys: 'mod+Enter', label: t('ledger-post'), run: want }]);

  const balance = (row: number) => set((before) => {
    const line = before.lines[row];
    if (!line) return {};
    return { lines: before.lines.map((one, index) => (index === row ? { ...one, ...balancing(one, summed(before.lines, taxes).difference, digits) } : one)) };
  });
  const lastRow = () => {
    if (!draft) return 0;
    const empty = draft.lines.findIndex((one) => !one.debit && !one.credit);
    return empty < 0 ? draft.lines.length - 1 : empty;
  };
  const onKeyDownCapture = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      want();
    } else if (event.key === '=' && !event.ctrlKey && !event.altKey) {
      // In a column of amounts `=` takes what is missing.
      const cell = (event.target as HTMLElement).closest('[role=gridcell]');
      const at = Number(cell?.getAttribute('aria-colindex')) - 2;
      const row = Number(cell?.closest('[aria-rowindex]')?.getAttribute('aria-rowindex')) - 2;
      if (!cell || !['debit', 'credit'].includes(columns[at]?.field.name ?? '')) return;
      event.preventDefault();
      event.stopPropagation();
      balance(row);
    }
  };

  if (!draft || !books.ready) return <Screen title={t('ledger-new-entry')}><Waiting /></Screen>;
  return (
    <Screen
      title={t('ledger-new-entry')}
      actions={
        <>
          {holdsSomething(draft) && <Button variant="subtle" color="gray" onClick={renew}>{t('ledger-discard')}</Button>}
          <Button loading={busy} onClick={want} rightSection={<Kbd size="xs" visibleFrom="sm">Ctrl ⏎</Kbd>}>{t('ledger-post')}</Button>
        </>
      }
    >
      <div ref={screen} onKeyDownCapture={onKeyDownCapture}>
        {posted.length > 0 && (
          <Text size="sm" mb="xs" role="status">
            {t('ledger-just-posted')} {posted.map((one) => <Go key={one.id} to={`/ledger/entry/${one.id}`} inherit me="sm">{one.number}</Go>)}
          </Text>
        )}
        {refused.rest && <Alert color="red" variant="outline" mb="xs" role="alert">{refused.rest}</Alert>}
        <Head draft={draft} set={set} books={books} errors={refused.head} />
        <LineGrid
          label={t('ledger-lines')} columns={columns} rows={draft.lines as GridRow[]} errors={refused.cells} newRow={blankLine as () => GridRow}
          document={{ currency }} onUnsettled={setUnsettled}
          settle={(row, changed) => oneSide(row as Line, changed)}
          onChange={(lines) => {
            set({ lines: lines as Line[] });
            if (refused !== nothingRefused) setRefused({ ...refused, cells: {}, lines: null });
          }}
        />
        <Text size="xs" c="dimmed" visibleFrom="md">{t('ledger-keys')}</Text>
        <Taxes taxes={taxes} books={books} currency={currency} />
        <Difference sums={sums} digits={digits} currency={currency} error={refused.lines} balance={() => balance(lastRow())} />
        <Group hiddenFrom="sm"><Button fullWidth size="md" loading={busy} onClick={want}>{t('ledger-post')}</Button></Group>
      </div>
    </Screen>
  );
}

function useColumns(books: Books): GridColumn[] {
  const t = useT();
  const chart = useChart().data;
  return useMemo(() => {
    const codes = new Map((chart ?? []).map((one) => [one.id, one.code]));
    const all: GridColumn[] = [
      // Accountants read codes; they are typed in the account's own cell.
      { field: field('code', t('ledger-code'), 'text'), width: 70, compute: (row) => codes.get(String(row.account)) ?? null },
      { field: field('account', t('ledger-account'), 'reference', { to: 'account', required: true }), width: 220, filter: () => ['is_group:eq:false'] },
      { field: field('debit', t('ledger-debit'), 'money', { currency_field: 'currency' }), width: 120 },
      { field: field('credit', t('ledger-credit'), 'money', { currency_field: 'currency' }), width: 120 },
      { field: field('description', t('ledger-description'), 'text', { max: 2000 }), width: 190 },
      { field: field('contact', t('ledger-contact'), 'reference', { to: 'contact' }), width: 150 },
    ];
    if (books.taxes.size > 0) all.push({ field: field('tax', t('ledger-tax'), 'reference', { to: 'tax-code' }), width: 120 });
    all.push({ field: field('due_on', t('ledger-due'), 'day'), width: 110 });
    for (const one of books.dimensions) {
      all.push({ field: field(`${DIMENSION}${one.id}`, one.name, 'reference', { to: 'dimension-value' }), width: 120, filter: () => [`dimension:eq:${one.id}`] });
    }
    return all;
  }, [books.taxes.size, books.dimensions, chart, t]);
}

/** The lines that follow from tax codes: posted with the others, never typed. */
function Taxes({ taxes, books, currency }: { taxes: TaxLine[]; books: Books; currency: string }) {
  const t = useT();
  const format = useFormat();
  if (taxes.length === 0) return null;
  return (
    <Table mt="sm" aria-label={t('ledger-taxes')} withTableBorder>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('ledger-taxes')}</Table.Th>
          <Table.Th visibleFrom="sm">{t('ledger-account')}</Table.Th>
          <Table.Th ta="end" visibleFrom="sm">{t('ledger-tax-base')}</Table.Th>
          <Table.Th ta="end">{t('ledger-debit')}</Table.Th>
          <Table.Th ta="end">{t('ledger-credit')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {taxes.map((one) => {
          const credit = one.amount.startsWith('-');
          return (
            <Table.Tr key={one.code}>
              <Table.Td>{books.taxes.get(one.code)?.name}</Table.Td>
              <Table.Td visibleFrom="sm"><AccountName id={one.account} /></Table.Td>
              <Table.Td ta="end" visibleFrom="sm" className="figure">{format.money(one.base.replace('-', ''), currency)}</Table.Td>
              <Table.Td ta="end" className="figure">{credit ? '' : format.money(one.amount)}</Table.Td>
              <Table.Td ta="end" className="figure">{credit ? format.money(one.amount.slice(1)) : ''}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
