// Numbers, amounts and times in the reader's way. Decimals come and go as strings: `Intl` takes them exactly, so no digit is lost.
import Decimal from 'decimal.js';

Decimal.set({ precision: 60, toExpNeg: -40, toExpPos: 60 });

type Exact = Intl.StringNumericLiteral;
const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numbers(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n ${language} ${JSON.stringify(options)}`;
  let found = kept.get(key) as Intl.NumberFormat | undefined;
  if (!found) kept.set(key, (found = new Intl.NumberFormat(language, options)));
  return found;
}

function times(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `t ${language} ${JSON.stringify(options)}`;
  let found = kept.get(key) as Intl.DateTimeFormat | undefined;
  if (!found) kept.set(key, (found = new Intl.DateTimeFormat(language, options)));
  return found;
}

const places = (text: string) => text.split('.')[1]?.length ?? 0;

/** A decimal as a string, all its digits kept: `1234.50` is `1,234.50`. */
export function decimal(language: string, value: string | number): string {
  const text = String(value);
  const digits = Math.min(places(text), 20);
  return numbers(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(text as Exact);
}

/** A quantity, a rate, a factor: zeros behind its last digit say nothing, `3.000000` is `3`. */
export function quantity(language: string, value: string | number): string {
  const text = String(value);
  return decimal(language, text.includes('.') ? text.replace(/\.?0+$/, '') : text);
}

/** How many decimal places a currency has (ISO 4217 as the browser knows it). */
export function minorDigits(currency: string): number {
  try {
    return numbers('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** An amount with its currency's code; without one, the figure alone. */
export function money(language: string, value: string | number, currency?: string | null): string {
  const text = String(value);
  const digits = Math.max(places(text), currency ? minorDigits(currency) : 2);
  const figure = numbers(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(text as Exact);
  return currency ? `${figure} ${currency}` : figure;
}

/** `80.5` is eighty and a half per cent. */
export const percent = (language: string, value: string | number) => `${decimal(language, value)} %`;

/** A calendar day, `2026-01-31`; it has no time zone. */
export function day(language: string, value: string): string {
  const [year, month, date] = value.split('-').map(Number);
  if (!year || !month || !date) return value;
  return times(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.UTC(year, month - 1, date));
}

/** An instant in the reader's time zone. */
export function instant(language: string, value: string): string {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : times(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** "3 minutes ago", "in 2 days". */
export function ago(language: string, value: string, now = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const units: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60]];
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(Math.round(seconds), 'second');
}

/** Today in the reader's calendar, `2026-01-31`. */
export function today(): string {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}

/** What separates whole from parts, and thousands, in a language. */
export function separators(language: string): { decimal: string; group: string } {
  const parts = numbers(language, { minimumFractionDigits: 1, useGrouping: true }).formatToParts(1234567.8);
  const of = (type: string, otherwise: string) => parts.find((one) => one.type === type)?.value ?? otherwise;
  return { decimal: of('decimal', '.'), group: of('group', ',') };
}

/** A number as people type it, as the host takes it: `1 234,50` is `1234.50`; `null` where it is none. */
export function typed(language: string, text: string): string | null {
  const { decimal: point, group } = separators(language);
  let plain = text.trim().replace(/[\s\u00a0\u202f]/g, '');
  if (group.trim()) plain = plain.split(group).join('');
  if (point !== '.') plain = plain.replace(point, '.');
  if (plain === '') return '';
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(plain) ? new Decimal(plain).toFixed(Math.max(places(plain), 0)) : null;
}
