// What the host says of its record types: enough to draw any of them.
import { useQuery, type UseQueryResult } from '@tanstack/react-query';

import { fetched } from './http';

export type FieldKind =
  | 'text' | 'long-text' | 'bool' | 'choice' | 'day' | 'instant' | 'integer' | 'decimal' | 'money' | 'percent'
  | 'reference' | 'id' | 'json' | 'file';

export interface Field {
  name: string;
  label: string;
  kind: FieldKind;
  help: string;
  required: boolean;
  /** Set by the host only. */
  readonly: boolean;
  /** Set when the record is made, never after. */
  fixed: boolean;
  unique: boolean;
  plugin: string | null;
  extension: boolean;
  default?: unknown;
  max?: number;
  scale?: number;
  choices?: string[];
  options?: { value: string; label: string }[];
  /** Record type that a reference leads to. */
  to?: string;
  /** Field of the same document that names the currency of an amount. */
  currency_field?: string;
  /** Field whose record names the currency. */
  currency_of?: string;
}

export interface Collection {
  name: string;
  label: string;
  readonly: boolean;
  has_id: boolean;
  fields: Field[];
}

export interface RecordType {
  name: string;
  label: string;
  help: string;
  plugin: string | null;
  /** Field that names a record in lists and links. */
  title: string;
  /** Whether records belong to one company (field `company`). */
  company: boolean;
  fields: Field[];
  collections: Collection[];
  may: { read: boolean; create: boolean; update: boolean; delete: boolean };
}

export const typesKey = ['types'];

/** Every record type that the reader may see, in the reader's language. */
export function useTypes(): RecordType[] {
  return useQuery(typesQuery).data ?? [];
}

export const typesQuery = {
  queryKey: typesKey,
  queryFn: async () => (await fetched<{ items: RecordType[] }>('/api/v1/types')).items,
  staleTime: Infinity,
};

/** One record type; `undefined` where it is not there, or the reader may not see it. */
export function useType(name: string): RecordType | undefined {
  return useTypes().find((one) => one.name === name);
}

export function fieldOf(type: RecordType | undefined, name: string): Field | undefined {
  return type?.fields.find((one) => one.name === name);
}

export type Loaded<T> = UseQueryResult<T, Error>;
