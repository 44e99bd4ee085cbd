// Two contacts field by field: what differs, whose value holds, which lines come together.
import type { Collection, Field, RecordType } from '@/api/meta';
import type { KeelRecord } from '@/api/records';

export type Whose = 'survivor' | 'loser';

export interface Compared {
  field: Field;
  survivor: unknown;
  loser: unknown;
  /** Both say something, and not the same: somebody must choose. */
  differs: boolean;
  /** Whose value holds without a choice: the survivor's, unless it has none. */
  given: Whose;
}

/** What the host sets by itself, or what says nothing about the person. */
const apart = new Set(['id', 'version', 'created_at', 'updated_at', 'merged_into', 'erased_at', 'company']);

const none = (value: unknown) => value === null || value === undefined || value === '';
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export function compare(type: RecordType, survivor: KeelRecord, loser: KeelRecord): Compared[] {
  return type.fields
    .filter((field) => !apart.has(field.name) && !field.readonly)
    .map((field): Compared => {
      const [one, other] = [survivor[field.name], loser[field.name]];
      return { field, survivor: one, loser: other, differs: !none(one) && !none(other) && !same(one, other), given: none(one) && !none(other) ? 'loser' : 'survivor' };
    })
    .filter((one) => !none(one.survivor) || !none(one.loser));
}

export interface Lines {
  collection: Collection;
  survivor: Record<string, unknown>[];
  loser: Record<string, unknown>[];
}

/** Lines of both: they come together, equal ones once. */
export const linesOf = (type: RecordType, survivor: KeelRecord, loser: KeelRecord): Lines[] =>
  type.collections
    .map((collection) => ({ collection, survivor: rows(survivor, collection.name), loser: rows(loser, collection.name) }))
    .filter((one) => one.survivor.length + one.loser.length > 0);

const rows = (record: KeelRecord, name: string) => (record[name] as Record<string, unknown>[] | undefined) ?? [];

/** What is sent: choices that are not what holds anyway. */
export const choices = (compared: Compared[], chosen: Record<string, Whose>): Record<string, Whose> =>
  Object.fromEntries(compared.flatMap((one) => {
    const whose = chosen[one.field.name];
    return whose && whose !== one.given ? [[one.field.name, whose] as const] : [];
  }));
