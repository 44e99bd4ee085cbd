// A list as its address says it. `filter` holds several conditions parted by `;`, with `\` before a `;` or `\` that is part of one:
// `?filter=kind:in:person|organisation;name:contains:a\;b&sort=-name&columns=code,name&view=list&group=kind&saved=ID`.
import type { Search } from '@/app/room';

export const views = ['list', 'board', 'calendar', 'chart', 'pivot'] as const;
export type View = (typeof views)[number];

export interface ListState {
  view: View;
  q: string;
  filters: string[];
  /** `name` or `-name`, parted by commas, as the host takes it. */
  sort: string;
  /** Field of groups, columns of a board, days of a calendar, bars of a chart, rows of a pivot; `entry_on:month` for days. */
  group: string;
  /** Columns of a pivot, parts of a chart's bars. */
  across: string;
  /** `count`, `sum:amount`, `min:…`, `max:…`. */
  measure: string;
  /** How a chart is drawn. */
  shape: string;
  /** First day of what a calendar shows. */
  day: string;
  columns: string[];
  /** The saved view that this began with. */
  saved: string;
}

export const joinFilters = (filters: string[]): string => filters.map((one) => one.replace(/[\\;]/g, '\\$&')).join(';');

export function splitFilters(text: string | undefined): string[] {
  const found: string[] = [];
  let one = '';
  for (let at = 0; at < (text ?? '').length; at += 1) {
    const sign = text![at]!;
    if (sign === '\\' && at + 1 < text!.length) one += text![(at += 1)]!;
    else if (sign === ';') {
      found.push(one);
      one = '';
    } else one += sign;
  }
  return [...found, one].filter(Boolean);
}

export function readState(search: Search): ListState {
  return {
    view: views.find((one) => one === search.view) ?? 'list',
    q: search.q ?? '',
    filters: splitFilters(search.filter),
    sort: search.sort ?? '',
    group: search.group ?? '',
    across: search.across ?? '',
    measure: search.measure ?? '',
    shape: search.shape ?? '',
    day: search.day ?? '',
    columns: (search.columns ?? '').split(',').filter(Boolean),
    saved: search.saved ?? '',
  };
}

/** What stands in the address for these parts; what is usual leaves it. */
export function writeState(changes: Partial<ListState>): Record<string, string | null> {
  const written: Record<string, string | null> = {};
  const { filters, columns, view, ...plain } = changes;
  if (filters) written.filter = joinFilters(filters) || null;
  if (columns) written.columns = columns.join(',') || null;
  if (view) written.view = view === 'list' ? null : view;
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) written[name] = value || null;
  return written;
}

/** What a saved view keeps: the address without the view's own id and where a calendar stood. */
export function kept(search: Search): Search {
  const { saved: _, day: __, ...rest } = search;
  return rest;
}

export const sameState = (a: Search, b: Search): boolean =>
  JSON.stringify(Object.entries(kept(a)).sort()) === JSON.stringify(Object.entries(kept(b)).sort());

/** The next order when a column's head is chosen: rising, falling, then as the host sees fit. */
export const nextSort = (sort: string, field: string): string => (sort === field ? `-${field}` : sort === `-${field}` ? '' : field);
