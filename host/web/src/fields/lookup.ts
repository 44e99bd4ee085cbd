// What can be chosen for a reference: short lists are held whole and searched here at once, long ones are asked of the host.
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import { fieldOf, type RecordType } from '@/api/meta';
import { type KeelRecord, type ListQuery, listPage, type Page } from '@/api/records';
import { useSession } from '@/session/session';

export interface Choice {
  value: string;
  label: string;
  /** Short code, shown before the label and found exactly. */
  code?: string;
}

const WHOLE = 200;

/** The conditions that every choice of a type meets: of this company, and still in use. */
function base(type: RecordType, filter: string[], company: string): ListQuery {
  const code = fieldOf(type, 'code') ? ['code'] : [];
  return {
    filter: [
      ...(type.company ? [`company:eq:${company}`] : []),
      ...(fieldOf(type, 'closed')?.kind === 'bool' ? ['closed:eq:false'] : []),
      ...(fieldOf(type, 'active')?.kind === 'bool' ? ['active:eq:true'] : []),
      ...filter,
    ],
    fields: [...new Set([type.title, ...code])].filter((one) => one !== 'id').join(',') || undefined,
    sort: code.length > 0 ? 'code' : type.title === 'id' ? undefined : type.title,
  };
}

const wholeQuery = (type: string, query: ListQuery) => ({
  queryKey: ['records', type, 'choices', query],
  queryFn: ({ signal }: { signal?: AbortSignal }) => listPage(type, { ...query, limit: WHOLE }, signal),
  staleTime: 60_000,
});

const someQuery = (type: string, query: ListQuery, text: string) => ({
  queryKey: ['records', type, 'choices', query, text],
  queryFn: ({ signal }: { signal?: AbortSignal }) => listPage(type, { ...query, sort: undefined, q: text, limit: 20 }, signal),
  staleTime: 60_000,
});

const choice = (type: RecordType, one: KeelRecord): Choice => ({
  value: one.id,
  label: String(one[type.title] ?? one.id),
  ...(typeof one.code === 'string' && one.code && type.title !== 'code' ? { code: one.code } : {}),
});

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Best first: the code itself, codes that begin so, names that begin so, words that begin so, anything inside. */
export function matching(all: Choice[], text: string): Choice[] {
  const wanted = fold(text.trim());
  if (!wanted) return all;
  const rank = (one: Choice) => {
    const code = fold(one.code ?? '');
    const label = fold(one.label);
    if (code === wanted || label === wanted || `${code} · ${label}` === wanted) return 0;
    if (code.startsWith(wanted)) return 1;
    if (label.startsWith(wanted)) return 2;
    if (label.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 3;
    return label.includes(wanted) || code.includes(wanted) ? 4 : 9;
  };
  return all
    .map((one, index) => ({ one, index, rank: rank(one) }))
    .filter((found) => found.rank < 9)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map((found) => found.one);
}

/** Choices for what is typed; asks only while `open`. */
export function useLookup(type: RecordType | undefined, filter: string[], text: string, open: boolean): { choices: Choice[]; busy: boolean } {
  const { company } = useSession();
  const query = type ? base(type, filter, company.id) : {};
  const enabled = open && Boolean(type);
  const whole = useQuery({ ...wholeQuery(type?.name ?? '', query), enabled });
  const [asked] = useDebouncedValue(text.trim(), 120);
  const long = Boolean(whole.data?.next);
  const some = useQuery({
    ...someQuery(type?.name ?? '', query, asked),
    enabled: enabled && long && asked !== '',
    placeholderData: keepPreviousData,
  });
  const made = (page: Page | undefined) => (page?.items ?? []).map((one) => choice(type!, one));
  if (!long || text.trim() === '') return { choices: matching(made(whole.data), text).slice(0, 50), busy: whole.isFetching };
  const here = matching(made(whole.data), text);
  const found = asked === text.trim() ? made(some.data) : [];
  const known = new Set(found.map((one) => one.value));
  return { choices: [...found, ...here.filter((one) => !known.has(one.value))].slice(0, 50), busy: some.isFetching || asked !== text.trim() };
}

async function find(client: QueryClient, type: RecordType, query: ListQuery, text: string): Promise<Choice | null> {
  const whole = await client.fetchQuery(wholeQuery(type.name, query));
  let found = matching(whole.items.map((one) => choice(type, one)), text);
  if (whole.next && !exact(found[0], text)) {
    const some = await client.fetchQuery(someQuery(type.name, query, text));
    const asked = some.items.map((one) => choice(type, one));
    found = matching(asked, text).length > 0 ? matching(asked, text) : asked;
  }
  const first = found[0];
  if (!first || !(found.length === 1 || exact(first, text) || first.code?.toLowerCase().startsWith(text.toLowerCase()))) return null;
  client.setQueryData(['records', type.name, 'title', first.value], first.label);
  return first;
}

const exact = (one: Choice | undefined, text: string) => Boolean(one) && [one!.code, one!.label].some((name) => name && fold(name) === fold(text.trim()));

/** Finds the one record that a typed name or code can only mean; `null` where it is none or many. */
export function useFind(): (type: string, filter: string[], text: string) => Promise<Choice | null> {
  const client = useQueryClient();
  const { types, company } = useSession();
  return useCallback(
    async (name, filter, text) => {
      const type = types.find((one) => one.name === name);
      return type ? find(client, type, base(type, filter, company.id), text) : null;
    },
    [client, types, company.id],
  );
}
