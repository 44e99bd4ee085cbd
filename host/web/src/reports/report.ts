// A report as the host answers it, page by page, and where its figures lead.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';

import { address, fetched } from '@/api/http';
import type { Search } from '@/app/room';
import { useLanguage } from '@/i18n';
import { useSession } from '@/session/session';

import { definitionOf, FIGURE, LEVELS } from './definitions';

export type ColumnKind = 'text' | 'day' | 'instant' | 'money' | 'quantity' | 'price' | 'integer';

export interface Column {
  name: string;
  title: string;
  kind: ColumnKind;
}

export interface Link {
  report: string;
  parameters: Record<string, string>;
  /** The column whose total is the figure. */
  column: string;
  /** The figure has the other sign there. */
  negative: boolean;
}

export interface Cell {
  value?: string | number;
  link?: Link;
}

export interface Row {
  level: number;
  kind: 'group' | 'line' | 'total';
  cells: Cell[];
  record?: { record_type: string; id: string };
}

export interface Report {
  name: string;
  title: string;
  company: { id: string; code: string; name: string; currency: string };
  parameters: Record<string, string>;
  columns: Column[];
  rows: Row[];
  totals: Cell[];
  notes?: string[];
  next?: string;
}

const PAGE = 500;

/** What of an address the host is asked with: nothing that is of the screen only. */
export function asked(name: string, search: Search): Record<string, string> {
  const known = definitionOf(name)?.takes as string[] | undefined;
  return Object.fromEntries(
    Object.entries(search).filter(([key, value]) => value && key !== FIGURE && key !== LEVELS && (!known || known.includes(key))),
  );
}

export function useReport(name: string, search: Search, { all = false }: { all?: boolean } = {}) {
  const { company } = useSession();
  const language = useLanguage();
  const definition = definitionOf(name);
  const parameters = { ...asked(name, search), company: company.id };
  const limit = definition?.paged ? (all ? 100_000 : PAGE) : undefined;
  return useInfiniteQuery({
    // Under its record type, so that it is read again when one of them changes.
    queryKey: ['records', definition?.of ?? 'report', 'report', name, parameters, limit, language],
    queryFn: ({ pageParam, signal }) =>
      fetched<Report>(`/api/v1/reports/${name}`, { query: { ...parameters, limit, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** The pages as one report. */
export function joined(pages: Report[]): Report | undefined {
  const [first] = pages;
  const last = pages.at(-1);
  if (!first || !last) return undefined;
  return { ...first, rows: pages.flatMap((page) => page.rows), next: last.next };
}

/** Where a figure leads: the report that lists what it is made of. */
export function follow(link: Link): { to: string; search: Search } {
  const { company: _, ...parameters } = link.parameters;
  return { to: `/reports/${link.report}`, search: { ...parameters, [FIGURE]: link.column } };
}

/** The address of the report as a file. */
export const download = (name: string, company: string, search: Search, format: 'csv' | 'json') =>
  address(`/api/v1/reports/${name}`, { ...asked(name, search), company, format, limit: definitionOf(name)?.paged ? 100_000 : undefined });

/** Columns that say something: what is empty in every row is left out, unless there are no rows. */
export function filled(report: Report): number[] {
  const all = report.columns.map((_, index) => index);
  if (report.rows.length === 0) return all;
  const has = (cell: Cell | undefined) => cell?.value !== undefined && cell.value !== '';
  return all.filter((index) => has(report.totals[index]) || report.rows.some((row) => has(row.cells[index])));
}

/** Rows that are seen: nothing below a folded one. `folded` holds places of rows; deeper than `levels` is folded too. */
export function visible(rows: Row[], folded: ReadonlySet<number>, opened: ReadonlySet<number>, levels: number): { row: Row; index: number; open: boolean | null }[] {
  const shown: { row: Row; index: number; open: boolean | null }[] = [];
  let below = Infinity;
  rows.forEach((row, index) => {
    if (row.level > below) return;
    below = Infinity;
    const next = rows[index + 1];
    const parent = next !== undefined && next.level > row.level;
    const open = parent ? (row.level + 1 >= levels ? opened.has(index) : !folded.has(index)) : null;
    if (open === false) below = row.level;
    shown.push({ row, index, open });
  });
  return shown;
}
