// One page of a plugin: asked for, drawn, and asked for again when records that it shows change.
import { Stack } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';

import { fetched } from '@/api/http';
import { type Change, useChanges } from '@/api/live';
import { Ready } from '@/app/states';
import { useSession } from '@/session/session';

import { ViewRoom } from './context';
import { shownTypes, type ViewDocument } from './document';
import { Nodes } from './Nodes';

export interface PluginPageProps {
  plugin: string;
  page: string;
  /** The record whose slot it fills. */
  record?: { type: string; id: string };
  /** The page's own parameters. */
  query?: Record<string, string>;
  /** Level of its headings. */
  level?: number;
  /** Told the title that the document gives itself. */
  titled?: (title: string | undefined) => void;
}

/** A page is drawn again at most this often for changes of others, in milliseconds. */
const PAUSE = 1_500;

export function usePage({ plugin, page, record, query }: PluginPageProps) {
  const { company } = useSession();
  return useQuery({
    queryKey: ['page', plugin, page, company.id, record?.id ?? '', query ?? {}],
    queryFn: ({ signal }) =>
      fetched<ViewDocument>(`/api/v1/plugins/${plugin}/pages/${page}`, { query: { ...query, company: company.id, id: record?.id }, signal }),
    placeholderData: keepPreviousData,
  });
}

export default function PluginPage(props: PluginPageProps) {
  const { plugin, page, record, level = 2, titled } = props;
  const session = useSession();
  const client = useQueryClient();
  const found = usePage(props);
  const document = found.data;
  const types = useMemo(() => {
    const known = new Set(session.types.map((one) => one.name));
    const shown = document ? shownTypes(document, known) : new Set<string>();
    for (const one of session.types) if (one.plugin === plugin) shown.add(one.name);
    if (record) shown.add(record.type);
    return shown;
  }, [document, session.types, plugin, record]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const heard = useCallback((change: Change) => {
    if (!types.has(change.record_type)) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: ['page', plugin, page] });
    }, PAUSE);
  }, [types, client, plugin, page]);
  useChanges(heard);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => titled?.(document?.title), [titled, document]);
  return (
    <Ready query={found}>
      {(shown) => (
        <ViewRoom plugin={plugin} page={page} subject={record} level={level}>
          <Stack gap="sm"><Nodes nodes={shown.body} /></Stack>
        </ViewRoom>
      )}
    </Ready>
  );
}
