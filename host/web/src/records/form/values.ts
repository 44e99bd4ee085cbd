// Values of a record while it is entered: what is sent, what differs, what a new one begins with. Knows nothing of screens.
import Decimal from 'decimal.js';

import type { Field, RecordType } from '@/api/meta';
import type { KeelRecord } from '@/api/records';
import { typed } from '@/i18n/format';

export type Values = Record<string, unknown>;
type Row = Record<string, unknown>;

const figures = new Set(['decimal', 'money', 'percent']);

/** Whether two values say the same: empty is empty in every form, `1.50` is `1.5`. */
export function equal(a: unknown, b: unknown): boolean {
  const left = a === '' || a === undefined ? null : a;
  const right = b === '' || b === undefined ? null : b;
  if (Object.is(left, right)) return true;
  if (left === null || right === null) return false;
  if (typeof left === 'object' || typeof right === 'object') return canonical(left) === canonical(right);
  return String(left) === String(right);
}

/** The same text for the same content, whatever the order of members; empty members do not count. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value && typeof value === 'object') {
    const members = Object.entries(value as Row).filter(([, one]) => one !== null && one !== undefined && one !== '');
    return `{${members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => `${name}:${canonical(one)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

export function sameIn(field: Field | undefined, a: unknown, b: unknown): boolean {
  if (field && figures.has(field.kind) && a !== null && b !== null && a !== undefined && b !== undefined && a !== '' && b !== '') {
    try {
      return new Decimal(String(a)).equals(String(b));
    } catch {
      return String(a) === String(b);
    }
  }
  return equal(a, b);
}

/** Fields that this reader can set on a new record, or change on one that is there. */
export function canSet(field: Field, fresh: boolean): boolean {
  return !field.readonly && (fresh || !field.fixed);
}

/** Names of all that can be entered: fields, and collections. */
export function entered(type: RecordType, fresh: boolean): string[] {
  return [
    ...type.fields.filter((one) => canSet(one, fresh)).map((one) => one.name),
    ...type.collections.filter((one) => !one.readonly).map((one) => one.name),
  ];
}

/** The rows of a collection that say something: a new one that nobody touched is not sent. Anything else is as it is. */
function lines(type: RecordType, name: string, value: unknown): unknown {
  const fields = type.collections.find((one) => one.name === name)?.fields;
  if (!fields || !Array.isArray(value)) return value;
  const untouched = (row: Row) =>
    row.id === undefined && fields.every((one) => row[one.name] === false || sameIn(one, row[one.name], one.default) || equal(row[one.name], null));
  return value.filter((row: Row) => !untouched(row));
}

/** What was changed from `before` to `now`, by name. */
export function changes(type: RecordType, before: Values, now: Values, fresh: boolean): Values {
  const found: Values = {};
  for (const name of entered(type, fresh)) {
    const field = type.fields.find((one) => one.name === name);
    const value = field ? now[name] : lines(type, name, now[name]);
    if (!sameIn(field, before[name], value)) found[name] = value === undefined || value === '' ? null : value;
  }
  return found;
}

/** What a new record begins with: defaults, the company, and what the address says. */
export function fresh(type: RecordType, company: string, given: Record<string, string>, language: string): Values {
  const values: Values = {};
  for (const field of type.fields) {
    if (!canSet(field, true)) continue;
    values[field.name] = field.default ?? (field.kind === 'bool' ? false : null);
    const preset = given[field.name];
    if (preset !== undefined) values[field.name] = read(field, preset, language);
  }
  for (const one of type.collections) values[one.name] = [];
  if (type.company && !given.company) values.company = company;
  return values;
}

/** A value from the address: plain forms first, the reader's own for figures. */
function read(field: Field, text: string, language: string): unknown {
  switch (field.kind) {
    case 'bool':
      return text === 'true' || text === '1';
    case 'integer':
      return /^[+-]?\d+$/.test(text) ? Number(text) : null;
    case 'decimal':
    case 'money':
    case 'percent':
      return /^[+-]?\d+(\.\d+)?$/.test(text) ? text : typed(language, text) || null;
    case 'json':
      try {
        return JSON.parse(text);
      } catch {
        return null;
      }
    default:
      return text;
  }
}

/** A copy of a record as a new one: without what must be its own or the host sets, its lines without their ids. */
export function copied(type: RecordType, record: KeelRecord): Values {
  const values: Values = {};
  for (const field of type.fields) {
    if (canSet(field, true)) values[field.name] = field.unique ? null : record[field.name] ?? null;
  }
  for (const one of type.collections) {
    const rows = (record[one.name] as Row[] | undefined) ?? [];
    values[one.name] = one.readonly ? [] : rows.map(({ id: _, ...row }) => row);
  }
  return values;
}

/** The body of a new record: what has a value. */
export function body(type: RecordType, values: Values): Values {
  const found: Values = {};
  for (const name of entered(type, true)) {
    const value = lines(type, name, values[name]);
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    found[name] = value;
  }
  return found;
}

/** What is wrong with a value before the host sees it: a message and its arguments. */
export interface Wrong {
  id: string;
  args?: Record<string, string | number>;
}

export function check(field: Field, value: unknown): Wrong | null {
  const empty = value === null || value === undefined || value === '';
  if (empty) return field.required && field.kind !== 'bool' && field.default === undefined ? { id: 'form-required' } : null;
  if (typeof value === 'string' && field.max && !['decimal', 'money', 'percent'].includes(field.kind) && [...value].length > field.max) {
    return { id: 'form-too-long', args: { max: field.max } };
  }
  if (figures.has(field.kind) && field.scale !== undefined) {
    const places = String(value).replace(/0+$/, '').split('.')[1]?.length ?? 0;
    if (places > field.scale) return { id: 'form-too-fine', args: { scale: field.scale } };
  }
  return null;
}

/** What is wrong with all that was entered, by pointer: `name`, `lines/3/account`. */
export function checkAll(type: RecordType, values: Values, isNew: boolean): Record<string, Wrong> {
  const found: Record<string, Wrong> = {};
  for (const field of type.fields) {
    const wrong = canSet(field, isNew) ? check(field, values[field.name]) : null;
    if (wrong) found[field.name] = wrong;
  }
  for (const one of type.collections) {
    if (one.readonly) continue;
    ((values[one.name] as Row[] | undefined) ?? []).forEach((row, index) => {
      for (const field of one.fields) {
        const wrong = field.readonly ? null : check(field, row[field.name]);
        if (wrong) found[`${one.name}/${index}/${field.name}`] = wrong;
      }
    });
  }
  return found;
}
