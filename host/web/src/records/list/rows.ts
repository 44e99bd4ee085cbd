// Rows of a list, page after page by cursor. The first page is short, so that it is there at once; later ones are long.
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import { type KeelRecord, type ListQuery, listPage, type Page, type Titles } from '@/api/records';
import { useKeepTitles } from '@/records/titles';

export const FIRST = 100;
const LATER = 500;

export interface Rows {
  rows: KeelRecord[];
  titles: Titles;
  /** How many there are; at least so many where `more`. */
  total: number | undefined;
  more: boolean;
  /** Nothing came yet. */
  waiting: boolean;
  /** Rows of what was asked before stand while the new ones come. */
  stale: boolean;
  error: unknown;
  hasNext: boolean;
  fetching: boolean;
  loadMore: () => void;
  again: () => void;
}

type Kept = InfiniteData<Page, string | null>;

export function useRows(type: string, query: Pick<ListQuery, 'q' | 'filter' | 'sort' | 'fields'>, enabled = true): Rows {
  const keep = useKeepTitles();
  const found = useInfiniteQuery({
    queryKey: ['records', type, 'rows', query],
    queryFn: ({ pageParam, signal }) =>
      listPage(type, { ...query, limit: pageParam ? LATER : FIRST, cursor: pageParam ?? undefined, titles: true, count: !pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page) => last.next,
    placeholderData: keepPreviousData,
    enabled,
  });
  const pages = found.data?.pages;
  const first = pages?.[0];
  // A form that opens next knows what its references are called.
  useEffect(() => keep(first?.titles), [first]); // eslint-disable-line react-hooks/exhaustive-deps
  const rows = useMemo(() => pages?.flatMap((one) => one.items) ?? [], [pages]);
  const titles = useMemo(() => {
    const all: Titles = {};
    for (const page of pages ?? []) for (const [to, names] of Object.entries(page.titles ?? {})) all[to] = { ...all[to], ...names };
    return all;
  }, [pages]);
  return {
    rows,
    titles,
    total: first?.total,
    more: first?.total_is_more ?? false,
    waiting: found.isPending,
    stale: found.isPlaceholderData,
    error: found.error,
    hasNext: found.hasNextPage,
    fetching: found.isFetching,
    loadMore: () => {
      if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
    },
    again: () => void found.refetch(),
  };
}

/** Puts a changed record where it stands in every list of its type, before the host is asked again. */
export function useReplaceRow(type: string): (record: KeelRecord) => void {
  const client = useQueryClient();
  return (record) => {
    const swap = (page: Page): Page => ({ ...page, items: page.items.map((one) => (one.id === record.id ? { ...one, ...record } : one)) });
    client.setQueriesData<Kept>({ queryKey: ['records', type, 'rows'] }, (kept) => kept && { ...kept, pages: kept.pages.map(swap) });
    client.setQueriesData<Page>({ queryKey: ['records', type, 'list'] }, (kept) => kept && swap(kept));
  };
}
