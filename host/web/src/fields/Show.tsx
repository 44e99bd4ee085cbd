// A field's value, as it is read: figures at the end of the line, links for references, yes and no in words.
import { Text } from '@mantine/core';

import type { Field } from '@/api/meta';
import { Go, recordPath } from '@/app/navigation';
import { useFormat, useT } from '@/i18n';
import { useTitle } from '@/records/titles';

import { useCurrency } from './currency';

/** Kinds whose values stand at the end of their column. */
export const isFigure = (field: Field) => ['integer', 'decimal', 'money', 'percent'].includes(field.kind);

/** `document` is the record or row that the value is of: an amount finds its currency there. */
export function ShowValue({ field, value, document }: { field: Field; value: unknown; document?: Record<string, unknown> }) {
  const t = useT();
  const format = useFormat();
  const currency = useCurrency();
  if (value === null || value === undefined || value === '') return null;
  switch (field.kind) {
    case 'bool':
      return <>{value ? t('yes') : t('no')}</>;
    case 'choice':
      return <>{field.options?.find((one) => one.value === value)?.label ?? String(value)}</>;
    case 'day':
      return <>{format.day(String(value))}</>;
    case 'instant':
      return <>{format.instant(String(value))}</>;
    case 'money':
      return <span className="figure">{format.money(String(value), document ? currency(field, document) : null)}</span>;
    case 'integer':
    case 'decimal':
      return <span className="figure">{format.quantity(String(value))}</span>;
    case 'percent':
      return <span className="figure">{format.percent(String(value))}</span>;
    case 'reference':
      return <ReferenceLink type={field.to!} id={String(value)} />;
    case 'json':
      return <Text span ff="monospace" size="xs">{JSON.stringify(value)}</Text>;
    default:
      return <>{String(value)}</>;
  }
}

/** A link to a record under its title. */
export function ReferenceLink({ type, id }: { type: string; id: string }) {
  const title = useTitle(type, id);
  if (title === undefined) return <span aria-busy>…</span>;
  return title === null ? <>{id.slice(0, 8)}</> : <Go to={recordPath(type, id)}>{title}</Go>;
}
