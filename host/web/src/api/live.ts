// What others change, as it happens: one stream of server-sent events for all screens of this tab.
import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

import { api } from './client';
import { typesKey } from './meta';
import { refresh } from './records';

export interface Change {
  record_type: string;
  id: string;
  version?: number;
  operation: string;
}

export interface Visitor {
  id: string;
  name: string;
  editing: boolean;
}

export interface ImportProgress {
  [member: string]: unknown;
}

type Listener<T> = (told: T) => void;

const changeListeners = new Set<Listener<Change>>();
const importListeners = new Set<Listener<ImportProgress>>();
const storeListeners = new Set<() => void>();
let visitors: Record<string, Visitor[]> = {};
let connected = true;

function publish(): void {
  for (const one of storeListeners) one();
}

/** Opens the stream; the function that it gives closes it. Lists of a changed type are read again at most twice a second. */
export function listen(client: QueryClient): () => void {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (type: string) => {
    waiting.add(type);
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const one of waiting) void refresh(client, one);
      waiting.clear();
    }, 500);
  };
  const source = new EventSource('/api/v1/events');
  source.addEventListener('change', (event) => {
    const change = JSON.parse((event as MessageEvent<string>).data) as Change;
    later(change.record_type);
    for (const one of changeListeners) one(change);
  });
  source.addEventListener('presence', (event) => {
    const here = JSON.parse((event as MessageEvent<string>).data) as { record_type: string; id: string; users: Visitor[] };
    visitors = { ...visitors, [`${here.record_type} ${here.id}`]: here.users };
    publish();
  });
  source.addEventListener('import', (event) => {
    for (const one of importListeners) one(JSON.parse((event as MessageEvent<string>).data) as ImportProgress);
  });
  // Too much was missed to be told one by one.
  source.addEventListener('missed', () => void client.invalidateQueries({ predicate: (one) => one.queryKey[0] !== typesKey[0] }));
  source.onopen = () => {
    if (!connected) void refresh(client);
    connected = true;
    publish();
  };
  source.onerror = () => {
    connected = false;
    publish();
  };
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/** Calls `heard` with each change of others and one's own while the screen is shown. */
export function useChanges(heard: Listener<Change>): void {
  useEffect(() => {
    changeListeners.add(heard);
    return () => void changeListeners.delete(heard);
  }, [heard]);
}

export function useImportProgress(heard: Listener<ImportProgress>): void {
  useEffect(() => {
    importListeners.add(heard);
    return () => void importListeners.delete(heard);
  }, [heard]);
}

const subscribe = (listener: () => void) => {
  storeListeners.add(listener);
  return () => void storeListeners.delete(listener);
};

/** Whether the stream is open: without it, changes of others are not seen. */
export function useConnected(): boolean {
  return useSyncExternalStore(subscribe, () => connected);
}

const nobody: Visitor[] = [];

/** Who else has a record open; tells the host that this reader has it open too. */
export function usePresence(type: string, id: string | undefined, editing: boolean, me: string): Visitor[] {
  useEffect(() => {
    if (!id) return;
    const stay = () => void api.PUT('/api/v1/presence', { body: { record_type: type, id, editing } }).catch(() => {});
    stay();
    const timer = setInterval(stay, 20_000);
    return () => clearInterval(timer);
  }, [type, id, editing]);
  // Beginning to edit is no leaving: only who goes from the record leaves it.
  useEffect(() => {
    if (!id) return;
    return () => void api.DELETE('/api/v1/presence', { params: { query: { record_type: type, id } } }).catch(() => {});
  }, [type, id]);
  const all = useSyncExternalStore(subscribe, () => visitors[`${type} ${id}`] ?? nobody);
  return all.filter((one) => one.id !== me);
}
