// What the host says of its plugins, and the keys under which it is kept: ['plugins', …].
import { useQuery, useQueryClient } from '@tanstack/react-query';

import { api, data, type Schema } from '@/api/client';
import { fetched } from '@/api/http';
import { typesKey } from '@/api/meta';
import { interfaceQuery } from '@/session/session';

export type PluginLine = Schema<'PluginLine'>;
export type Ask = Schema<'AskOut'>;
export type Load = Schema<'Load'>;
export type InstallOut = Schema<'InstallOut'>;

export const usePlugins = () => useQuery({ queryKey: ['plugins', 'list'], queryFn: () => data(api.GET('/api/v1/plugins')), staleTime: 5_000 });

const detail = (code: string) => data(api.GET('/api/v1/plugins/{code}', { params: { path: { code } } }));
export type PluginSheet = Awaited<ReturnType<typeof detail>>;

export const usePlugin = (code: string) => useQuery({ queryKey: ['plugins', 'one', code], queryFn: () => detail(code), staleTime: 5_000 });

export const usageQuery = (code: string) => ({
  queryKey: ['plugins', 'usage', code],
  queryFn: async () => (await data(api.GET('/api/v1/plugins/{code}/usage', { params: { path: { code } } }))).items,
  staleTime: 5_000,
});

export const useKeysOfVendors = () => useQuery({ queryKey: ['plugins', 'keys'], queryFn: () => data(api.GET('/api/v1/plugin-keys')) });

/** What a plugin took, all its entry points together. */
export interface Sum {
  calls: number;
  refused: number;
  faults: number;
  wallUs: number;
  fuel: number;
  memoryMax: number;
}

export function sumOf(loads: Load[]): Sum {
  const sum: Sum = { calls: 0, refused: 0, faults: 0, wallUs: 0, fuel: 0, memoryMax: 0 };
  for (const one of loads) {
    sum.calls += one.calls;
    sum.refused += one.refused;
    sum.faults += one.faults;
    sum.wallUs += one.wall_us;
    sum.fuel += one.fuel;
    sum.memoryMax = Math.max(sum.memoryMax, one.memory_bytes_max);
  }
  return sum;
}

/** Menus, record types and screens hang on what is installed: all of it is read again. */
export function useInstalledAgain(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ['plugins'] });
    await Promise.all([client.invalidateQueries({ queryKey: typesKey }), client.invalidateQueries({ queryKey: interfaceQuery.queryKey })]);
  };
}

export interface Terms {
  dry_run: boolean;
  wanted?: 'new' | 'upgrade';
  grant?: string;
  company?: string;
  unsigned: boolean;
  accept_conflicts: boolean;
  accept_destroy: boolean;
}

const wasm = 'application/wasm';

export const sendPackage = (bytes: ArrayBuffer, terms: Terms) =>
  fetched<InstallOut>('/api/v1/plugins', { method: 'POST', query: { ...terms }, raw: { bytes, type: wasm } });

export const rehearse = (bytes: ArrayBuffer, unsigned: boolean) =>
  fetched<Schema<'Rehearsal'>>('/api/v1/plugin-rehearsals', { method: 'POST', query: { unsigned, last: 200 }, raw: { bytes, type: wasm } });

/** `ledger.read` or `records.read:contact`, as grants are written. */
export const askName = (one: Ask): string => (one.covers ? `${one.capability}:${one.covers}` : one.capability);

/** Saves texts as files, one after the other. */
export function saveFile(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
