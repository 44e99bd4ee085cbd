// What an entry says as a whole: journal, day, number of the other party, whom it is about, currency.
import { Collapse, SimpleGrid, UnstyledButton, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';

import type { Field } from '@/api/meta';
import { useList } from '@/api/records';
import { EditValue } from '@/fields/EditValue';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import type { Books } from '../books';
import { field } from '../field';
import type { Draft } from './draft';

/** The rate that the books keep for a currency on a day. */
function useKeptRate(currency: string | null, on: string, own: string): string | null {
  const { company } = useSession();
  const kept = useList(
    'currency-rate',
    { filter: [`company:eq:${company.id}`, `currency:eq:${currency}`, `valid_on:le:${on}`], sort: '-valid_on', limit: 1 },
    { enabled: Boolean(currency && /^[A-Z]{3}$/.test(currency) && currency !== own && on) },
  );
  const rate = currency && currency !== own ? kept.data?.items[0]?.rate : null;
  return rate ? String(rate) : null;
}

export function Head({ draft, set, books, errors }: { draft: Draft; set: (changes: Partial<Draft>) => void; books: Books; errors: Record<string, string> }) {
  const t = useT();
  const format = useFormat();
  const foreign = Boolean(draft.currency && draft.currency !== books.currency);
  const kept = useKeptRate(draft.currency, draft.entry_on, books.currency);
  const journal = books.journals.find((one) => one.id === draft.journal);
  const [opened, { toggle }] = useDisclosure(draft.kind !== 'normal' || foreign || Boolean(draft.number));
  const edit = (one: Field, value: unknown, name: keyof Draft, more: { autoFocus?: boolean } = {}) => (
    <EditValue field={one} value={value} error={errors[name]} onChange={(next) => set({ [name]: next })} {...more} />
  );
  const choices = (all: { value: string; label: string }[]) => ({ choices: all.map((one) => one.value), options: all });
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }} spacing="xs" mb="xs">
        {edit(field('journal', t('ledger-journal'), 'choice', {
          required: true, ...choices(books.journals.map((one) => ({ value: one.id, label: `${one.code} · ${one.name}` }))),
        }), draft.journal, 'journal')}
        {edit(field('entry_on', t('ledger-day'), 'day', { required: true }), draft.entry_on, 'entry_on')}
        {edit(field('contact', t('ledger-contact'), 'reference', { to: 'contact' }), draft.contact, 'contact')}
        {edit(field('reference', t('ledger-reference'), 'text', { max: 200 }), draft.reference, 'reference')}
        {edit(field('narration', t('ledger-narration'), 'text', { max: 2000 }), draft.narration, 'narration')}
      </SimpleGrid>
      <UnstyledButton onClick={toggle} aria-expanded={opened} mb="xs">
        <Text size="sm" c="dimmed" span>{opened ? <IconChevronUp size={14} /> : <IconChevronDown size={14} />} {t('ledger-more')}</Text>
      </UnstyledButton>
      <Collapse expanded={opened}>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }} spacing="xs" mb="sm">
          {edit(field('currency', t('currency'), 'text', { max: 3 }), draft.currency ?? '', 'currency')}
          {foreign && edit(
            field('rate', t('ledger-rate', { currency: draft.currency ?? '', own: books.currency }), 'decimal', {
              help: kept ? t('ledger-rate-kept', { rate: format.decimal(kept) }) : t('ledger-rate-none'),
            }), draft.rate, 'rate',
          )}
          {edit(field('kind', t('ledger-kind'), 'choice', {
            required: true, ...choices((['normal', 'opening', 'adjustment'] as const).map((one) => ({ value: one, label: t(`ledger-kind-${one}`) }))),
          }), draft.kind, 'kind')}
          {journal && !journal.gapless && edit(field('number', t('ledger-number'), 'text', { max: 100 }), draft.number, 'number')}
        </SimpleGrid>
      </Collapse>
    </>
  );
}
