// A value in a list: as everywhere, but references are plain names, since the whole row is a link.
import type { Field } from '@/api/meta';
import type { KeelRecord, Titles } from '@/api/records';
import { ShowValue } from '@/fields/Show';
import { useTitle } from '@/records/titles';
import { useSession } from '@/session/session';

export function CellValue({ field, record, titles }: { field: Field; record: KeelRecord; titles?: Titles }) {
  const { company } = useSession();
  const value = record[field.name];
  if (field.kind === 'reference' && value) return <Named type={field.to!} id={String(value)} known={titles?.[field.to!]?.[String(value)]} />;
  // Amounts in the company's currency name it once, in the column's head.
  if (field.kind === 'money' && field.currency_of) return <ShowValue field={{ ...field, currency_field: undefined }} value={value} document={{ ...record, company }} />;
  if (field.kind === 'decimal' && value !== null && value !== undefined) return <ShowValue field={field} value={short(String(value), field.scale)} />;
  return <ShowValue field={field} value={value} document={record} />;
}

/** Without the zeros that only the field's scale asks for; two places stay, so that figures stand under each other. */
export function short(value: string, scale = 0): string {
  const [whole, places] = value.split('.') as [string, string | undefined];
  return places === undefined ? value : `${whole}.${places.replace(/0+$/, '').padEnd(Math.min(2, scale), '0')}`.replace(/\.$/, '');
}

/** What a record is called, in words alone. */
export function Named({ type, id, known }: { type: string; id: string; known?: string }) {
  return known === undefined ? <Asked type={type} id={id} /> : <>{known}</>;
}

function Asked({ type, id }: { type: string; id: string }) {
  const title = useTitle(type, id);
  return <>{title ?? id.slice(0, 8)}</>;
}
