// The columns of a board: every word of a choice, or the records referred to; with how many cards each holds.
import { type Field, fieldOf } from '@/api/meta';
import { useList } from '@/api/records';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { useConditions } from '../list/scope';
import { currencyFields, type Group, useAggregate } from '../list/totals';

export interface Column {
  /** `null` holds the cards without a value. */
  value: string | null;
  label: string;
  count: number;
  /** What the host measured of its cards; one a currency. */
  groups: Group[];
}

/** A type with more records than this makes columns of those that have most cards. */
const MOST = 30;
const BUSIEST = 12;

export function useColumns(type: string, by: Field, filter: string[], q: string | undefined, sum: Field | undefined): { columns?: Column[]; error?: unknown; again: () => void } {
  const t = useT();
  const { types } = useSession();
  const to = by.kind === 'reference' ? types.find((one) => one.name === by.to) : undefined;
  const asked = useAggregate(type, {
    filter, q, group: [by.name, ...currencyFields(sum ? [sum] : [])].join(','), measure: ['count', ...(sum ? [`sum:${sum.name}`] : [])].join(','),
  });
  const groups = asked.data;
  const scope = useConditions(by.to ?? '', []);
  // Stages and their like say their order themselves.
  const some = useList(by.to ?? '', { filter: scope, limit: MOST, fields: to?.title, sort: fieldOf(to, 'sequence') ? 'sequence' : undefined }, { enabled: Boolean(to) });
  const used = [...new Set((groups ?? []).map((one) => String(one[by.name] ?? '')))].filter(Boolean);
  const many = Boolean(some.data?.next);
  const named = useList(by.to ?? '', { filter: [`id:in:${used.slice(0, BUSIEST).join('|')}`], limit: BUSIEST, fields: to?.title }, { enabled: many && used.length > 0 });
  const again = () => [asked, some, named].forEach((one) => one.error && void one.refetch());
  if (!groups || (to && (!some.data || (many && used.length > 0 && !named.data)))) return { error: asked.error ?? some.error ?? named.error ?? undefined, again };
  const page = many ? named.data : some.data;
  const words = to
    ? (page?.items ?? []).map((one) => ({ value: one.id, label: String(one[to.title] ?? one.id.slice(0, 8)) }))
    : by.options ?? [];
  const of = (value: string | null) => groups.filter((one) => (one[by.name] || null) === value);
  const column = (value: string | null, label: string): Column => {
    const rows = of(value);
    return { value, label, groups: rows, count: rows.reduce((all, one) => all + Number(one.count), 0) };
  };
  const empty = column(null, t('records-list-group-none'));
  return { columns: [...words.map((one) => column(one.value, one.label)), ...(by.required && empty.count === 0 ? [] : [empty])], again };
}
