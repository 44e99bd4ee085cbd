// Groups by one or two fields with one measure, exactly added up: what charts draw and pivot tables show.
import Decimal from 'decimal.js';

import type { Field, RecordType } from '@/api/meta';
import type { Translate } from '@/i18n';

import { ofGroup } from '../list/filters';
import type { Grouping } from '../list/groups';
import { amounts, type Group, isNumber, member } from '../list/totals';

export interface Measure {
  /** `count`, `sum:amount`. */
  value: string;
  label: string;
  field?: Field;
}

/** What can be measured of a type. */
export function measures(type: RecordType, t: Translate): Measure[] {
  const of = (kind: 'sum' | 'min' | 'max') =>
    type.fields.filter(isNumber).map((field) => ({ value: `${kind}:${field.name}`, label: t(`records-chart-${kind}-of`, { field: field.label }), field }));
  return [{ value: 'count', label: t('records-chart-count') }, ...of('sum'), ...of('min'), ...of('max')];
}

/** Two figures of the same measure together. */
export function together(measure: string, a: string, b: string): string {
  if (measure.startsWith('min:')) return Decimal.min(a, b).toFixed();
  if (measure.startsWith('max:')) return Decimal.max(a, b).toFixed();
  return new Decimal(a).plus(b).toFixed();
}

export interface Key {
  /** The value as JSON: a group without one is `null`. */
  id: string;
  value: unknown;
  /** All figures of this row or column together. */
  total: string;
}

export interface Cube {
  rows: Key[];
  columns: Key[];
  cell: (row: string, column: string) => string | undefined;
  total: string | undefined;
  /** Of amounts, where there is one. */
  currency: string | null;
  /** Amounts in more than one currency are not added up. */
  mixed: boolean;
}

export function cube(groups: Group[], by: Grouping, across: Grouping | undefined, measure: Measure, companyCurrency: string): Cube {
  const cells = new Map<string, string>();
  const rows = new Map<string, Key>();
  const columns = new Map<string, Key>();
  const currencies = new Set<string | null>();
  let total: string | undefined;
  const add = (keys: Map<string, Key>, id: string, value: unknown, figure: string) => {
    const known = keys.get(id);
    if (known) known.total = together(measure.value, known.total, figure);
    else keys.set(id, { id, value, total: figure });
  };
  for (const one of groups) {
    const found = measure.field
      ? amounts([one], member(measure.value), measure.field, companyCurrency)[0]
      : { value: String(one.count ?? 0), currency: null };
    if (!found) continue;
    currencies.add(found.currency);
    const row = one[by.field.name] ?? null;
    const column = across ? one[across.field.name] ?? null : null;
    const [rowId, columnId] = [JSON.stringify(row), JSON.stringify(column)];
    add(rows, rowId, row, found.value);
    add(columns, columnId, column, found.value);
    const at = `${rowId} ${columnId}`;
    const before = cells.get(at);
    cells.set(at, before === undefined ? found.value : together(measure.value, before, found.value));
    total = total === undefined ? found.value : together(measure.value, total, found.value);
  }
  return {
    rows: ordered([...rows.values()], by), columns: ordered([...columns.values()], across),
    cell: (row, column) => cells.get(`${row} ${column}`), total, currency: [...currencies][0] ?? null, mixed: currencies.size > 1,
  };
}

/** Times follow one another; words of a choice stand as declared; all else by its figure. Those without a value stand last. */
function ordered(keys: Key[], by: Grouping | undefined): Key[] {
  if (!by) return keys;
  const words = by.field.options?.map((one) => one.value);
  const compare = (a: Key, b: Key) =>
    by.bucket ? String(a.value).localeCompare(String(b.value))
      : words ? words.indexOf(String(a.value)) - words.indexOf(String(b.value))
      : new Decimal(b.total).comparedTo(a.total);
  return keys.sort((a, b) => (a.value === null ? 1 : b.value === null ? -1 : compare(a, b)));
}

/** The conditions that hold for the records of a cell. */
export const conditionsOf = (by: Grouping, value: unknown): string[] => ofGroup(by.field, by.bucket, by.field.name, value);
