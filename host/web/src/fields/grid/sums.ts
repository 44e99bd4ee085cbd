// Exact sums of columns, amounts by their currency.
import Decimal from 'decimal.js';

/** Adds decimals given as strings; what is no number counts nothing. The sum has as many places as its longest part. */
export function total(values: unknown[]): string {
  let places = 0;
  let sum = new Decimal(0);
  for (const value of values) {
    if (value === null || value === undefined || value === '') continue;
    const text = String(value);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) continue;
    places = Math.max(places, text.split('.')[1]?.length ?? 0);
    sum = sum.plus(text);
  }
  return sum.toFixed(places);
}

/** Sums by currency, in the order in which currencies appear; rows without an amount count for none. */
export function totals<Row>(rows: Row[], amount: (row: Row) => unknown, currency: (row: Row) => string | null): { currency: string | null; sum: string }[] {
  const groups = new Map<string | null, unknown[]>();
  for (const row of rows) {
    const value = amount(row);
    if (value === null || value === undefined || value === '') continue;
    const code = currency(row);
    groups.set(code, [...(groups.get(code) ?? []), value]);
  }
  return [...groups].map(([code, values]) => ({ currency: code, sum: total(values) }));
}
