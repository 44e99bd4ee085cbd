// Fiscal years with their periods, and what may become of each.
import type { KeelRecord } from '@/api/records';

export interface Year extends KeelRecord {
  code: string;
  starts_on: string;
  ends_on: string;
  state: 'open' | 'closed';
}

export interface Period extends KeelRecord {
  fiscal_year: string;
  code: string;
  starts_on: string;
  ends_on: string;
  state: 'open' | 'closed' | 'sealed';
}

export type Change = 'close' | 'reopen' | 'seal';

/** What can be done to a period; nothing in a year that is closed for good. */
export function changes(period: Period, year: Year | undefined): Change[] {
  if (year?.state !== 'open') return [];
  return ({ open: ['close'], closed: ['reopen', 'seal'], sealed: [] } as Record<Period['state'], Change[]>)[period.state];
}

/** The earliest open period that is over: the one to close next. */
export const nextToClose = (periods: Period[], years: Year[], today: string): Period | undefined =>
  [...periods]
    .sort((a, b) => a.starts_on.localeCompare(b.starts_on))
    .find((one) => one.state === 'open' && one.ends_on < today && years.some((year) => year.id === one.fiscal_year && year.state === 'open'));

/** Only the earliest open year can be closed. */
export const closable = (year: Year, years: Year[]): boolean =>
  year.state === 'open' && !years.some((one) => one.state === 'open' && one.starts_on < year.starts_on);

/** The first day after the last year. */
export function dayAfter(years: Year[]): string | null {
  const last = years.map((one) => one.ends_on).sort().at(-1);
  if (!last) return null;
  const [year, month, day] = last.split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 10);
}
