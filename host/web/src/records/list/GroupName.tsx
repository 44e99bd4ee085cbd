// What a group is called: a word of a choice, a record's title, a month.
import { useFormat, useLanguage, useT } from '@/i18n';

import { Named } from './CellValue';
import type { Grouping } from './groups';

export function GroupName({ grouping, value }: { grouping: Grouping; value: unknown }) {
  const said = useGroupName();
  const { field } = grouping;
  if (field.kind === 'reference' && value) return <Named type={field.to!} id={String(value)} />;
  return <>{said(grouping, value)}</>;
}

/** The same as text; references must be named by whoever knows their titles. */
export function useGroupName(): (grouping: Grouping, value: unknown) => string {
  const t = useT();
  const format = useFormat();
  const language = useLanguage();
  return ({ field, bucket }, value) => {
    if (value === null || value === undefined || value === '') return t('records-list-group-none');
    const text = String(value);
    if (field.kind === 'bool') return t(value === true || text === '1' || text === 'true' ? 'yes' : 'no');
    if (field.kind === 'choice') return field.options?.find((one) => one.value === text)?.label ?? text;
    if (bucket === 'month') {
      return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${text}-01T00:00:00Z`));
    }
    return bucket === 'day' ? format.day(text) : text;
  };
}
