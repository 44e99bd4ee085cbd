// By what a list can be grouped, and what a group is called.
import type { Field, RecordType } from '@/api/meta';
import type { Translate } from '@/i18n';

import { commonFields } from './columns';

export interface Grouping {
  field: Field;
  /** `year`, `month` or `day` where the field is a day. */
  bucket?: string;
}

const grouped = new Set(['choice', 'reference', 'bool', 'text']);
const buckets = ['month', 'year', 'day'] as const;

/** Every way to group a type, as it stands in the address and as it is said. */
export function groupings(type: RecordType, t: Translate): { value: string; label: string; field: Field }[] {
  return [...type.fields, ...commonFields(t)].flatMap((field) => {
    if (field.name === 'company' || /_key$/.test(field.name)) return [];
    if (field.kind === 'day' || field.kind === 'instant') {
      return buckets.map((bucket) => ({ value: `${field.name}:${bucket}`, label: `${field.label} (${t(`records-list-by-${bucket}`)})`, field }));
    }
    // A text that names one record each makes no groups.
    if (!grouped.has(field.kind) || (field.kind === 'text' && (field.unique || field.name === type.title || field.name === 'code' || field.name === 'number'))) return [];
    return [{ value: field.name, label: field.label, field }];
  });
}

export function groupingOf(type: RecordType, t: Translate, said: string): Grouping | undefined {
  const [name, bucket] = said.split(':') as [string, string | undefined];
  const field = [...type.fields, ...commonFields(t)].find((one) => one.name === name);
  if (!field) return undefined;
  const days = field.kind === 'day' || field.kind === 'instant';
  return { field, bucket: days ? (buckets.find((one) => one === bucket) ?? 'month') : undefined };
}

export const writeGrouping = ({ field, bucket }: Grouping): string => (bucket ? `${field.name}:${bucket}` : field.name);

/** Fields that make columns of a board. */
export const boardFields = (type: RecordType): Field[] =>
  type.fields.filter((one) => one.name !== 'company' && (one.kind === 'choice' || one.kind === 'reference'));

export const dayFields = (type: RecordType, t: Translate): Field[] =>
  [...type.fields, ...commonFields(t)].filter((one) => one.kind === 'day' || one.kind === 'instant');
