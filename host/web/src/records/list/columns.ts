// Which fields a list shows: what was asked for, what a plugin's view says, or the ones that tell most.
import { type Field, fieldOf, type RecordType } from '@/api/meta';
import type { Plugin } from '@/session/session';

/** What the reader keeps of a list: preference `list:TYPE`. */
export interface ListSettings {
  columns?: string[];
  /** Pixels by field. */
  widths?: Record<string, number>;
  /** What stands under a column: `sum`, `min`, `max` or `none`. */
  totals?: Record<string, string>;
  /** Saved view that opens first. */
  opensWith?: string;
  tight?: boolean;
}

export const settingsName = (type: string) => `list:${type}`;

/** Where a record came from is for its form and its history. */
const traces = /^(company|plugin|plugin_version|package_digest|via|actor|actor_kind|actor_id|source|source_id|source_type|chain_no|merged_into|erased_at|record_id)$|_key$/;
const unlisted = new Set(['json', 'id', 'long-text']);
const MOST = 8;

/** Every record has these beside its own fields. */
export function commonFields(t: (id: string) => string): Field[] {
  const field = (name: string, label: string): Field => ({
    name, label, kind: 'instant', help: '', required: false, readonly: true, fixed: false, unique: false, plugin: null, extension: false,
  });
  return [field('created_at', t('records-list-created-at')), field('updated_at', t('records-list-updated-at'))];
}

/** Fields that a list of the type can show. */
export const listable = (type: RecordType, common: Field[] = []): Field[] =>
  [...type.fields.filter((one) => one.kind !== 'json'), ...common];

/** How much a field tells in a list; the smaller the more. */
function rank(type: RecordType, field: Field): number {
  if (field.name === type.title) return 0;
  if (field.name === 'code' || field.name === 'number') return 1;
  if (field.required) return 2;
  if (['money', 'decimal', 'percent', 'day', 'choice'].includes(field.kind)) return 3;
  if (field.kind === 'reference') return 4;
  return field.kind === 'bool' ? 5 : 6;
}

/** Columns where nobody chose any: code and name first, then as declared. */
export function usualColumns(type: RecordType, plugins: Plugin[], kind = 'list'): string[] {
  const said = plugins.flatMap((one) => one.views).find((one) => one.record_type === type.name && one.kind === kind)?.fields ?? [];
  const known = said.filter((name) => fieldOf(type, name));
  if (known.length > 0) return known;
  const candidates = type.fields.filter((one) => !traces.test(one.name) && !unlisted.has(one.kind));
  const best = new Set([...candidates].sort((a, b) => rank(type, a) - rank(type, b)).slice(0, MOST));
  const first = (field: Field) => (field.name === 'code' || field.name === 'number' ? 0 : field.name === type.title ? 1 : 2);
  return candidates.filter((one) => best.has(one)).sort((a, b) => first(a) - first(b)).map((one) => one.name);
}

/** The fields of the names that the type has, in their order. */
export const pick = (fields: Field[], names: string[]): Field[] =>
  names.flatMap((name) => fields.find((one) => one.name === name) ?? []);

/** What is asked of the host so that these columns can be shown: amounts need their currency. */
export function asked(type: RecordType, columns: Field[]): string {
  const names = new Set([type.title, ...columns.map((one) => one.name)]);
  for (const one of columns) if (one.currency_field) names.add(one.currency_field);
  if (fieldOf(type, 'code')) names.add('code');
  names.delete('id');
  return [...names].join(',') || 'id';
}

const widths: Partial<Record<Field['kind'], number>> = {
  bool: 90, day: 120, instant: 170, integer: 100, decimal: 120, money: 140, percent: 100, choice: 140, reference: 200,
};

/** A column's width in pixels where the reader chose none. */
export const usualWidth = (type: RecordType, field: Field): number =>
  field.name === type.title ? 280 : field.name === 'code' || field.name === 'number' ? 130 : widths[field.kind] ?? 180;
