// Records of any type over HTTP, and the keys under which they are kept: ['records', type, …].
import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';

import { ask, fetched } from './http';

/** A record as the host shows it: values by field name, collections as lists of rows. Decimals and money are strings. */
export interface KeelRecord {
  id: string;
  version: number;
  [field: string]: unknown;
}

export type Titles = Record<string, Record<string, string>>;

export interface ListQuery {
  /** `field:operator:value`, as the list screens show them. */
  filter?: string[];
  q?: string;
  /** Names of fields, `-name` for largest first, parted by commas. */
  sort?: string;
  limit?: number;
  cursor?: string;
  count?: boolean;
  titles?: boolean;
  /** Names parted by commas; all without it. */
  fields?: string;
  company?: string;
}

export interface Page {
  items: KeelRecord[];
  next: string | null;
  total?: number;
  total_is_more?: boolean;
  /** What references are called: titles by type and id. */
  titles?: Titles;
}

const path = (type: string) => `/api/v1/records/${type}`;

export const listPage = (type: string, query: ListQuery, signal?: AbortSignal) =>
  fetched<Page>(path(type), { query: { ...query }, signal });

export function useList(type: string, query: ListQuery, options: { enabled?: boolean } = {}) {
  return useQuery({
    queryKey: ['records', type, 'list', query],
    queryFn: ({ signal }) => listPage(type, query, signal),
    placeholderData: keepPreviousData,
    ...options,
  });
}

export interface Loaded {
  record: KeelRecord;
  etag: string;
  titles: Titles;
}

export async function getRecord(type: string, id: string): Promise<Loaded> {
  const answer = await ask<KeelRecord & { titles?: Titles }>(`${path(type)}/${id}`, { query: { titles: true } });
  const { titles = {}, ...record } = answer.body;
  return { record: record as KeelRecord, etag: answer.etag ?? `"${record.version}"`, titles };
}

export function useRecord(type: string, id: string | undefined) {
  return useQuery({
    queryKey: ['records', type, 'one', id],
    queryFn: () => getRecord(type, id!),
    enabled: Boolean(id),
  });
}

export const createRecord = (type: string, body: object, idempotencyKey?: string) =>
  fetched<KeelRecord>(path(type), { method: 'POST', body, idempotencyKey });

/** Only the fields named change (RFC 7396). Refused with 412 when somebody else was faster. */
export async function updateRecord(type: string, id: string, etag: string, changes: object): Promise<Loaded> {
  const answer = await ask<KeelRecord>(`${path(type)}/${id}`, { method: 'PATCH', body: changes, ifMatch: etag });
  return { record: answer.body, etag: answer.etag ?? `"${answer.body.version}"`, titles: {} };
}

export const deleteRecord = (type: string, id: string, etag: string) =>
  fetched<void>(`${path(type)}/${id}`, { method: 'DELETE', ifMatch: etag });

/** Lists and records of a type are read again; without a type, all. */
export const refresh = (client: QueryClient, type?: string) =>
  client.invalidateQueries({ queryKey: type ? ['records', type] : ['records'] });

/** A function that reads lists and records again, for after an action. */
export function useRefresh(): (type?: string) => Promise<void> {
  const client = useQueryClient();
  return (type) => refresh(client, type);
}
