// The arithmetic of an entry while it is typed: sides, difference, tax. Exact decimals; the host says the last word.
import Decimal from 'decimal.js';

/** A line as it is typed: one of debit and credit. */
export interface Line {
  account: string | null;
  debit: string | null;
  credit: string | null;
  description?: string | null;
  contact?: string | null;
  tax?: string | null;
  due_on?: string | null;
  /** Values of dimensions by the id of the dimension, under `dimension ID`. */
  [more: string]: unknown;
}

export interface TaxCode {
  id: string;
  code: string;
  name: string;
  kind: 'sale' | 'purchase';
  /** Percent. */
  rate: string;
  account: string;
}

/** A tax that follows from net lines; debit positive. */
export interface TaxLine {
  code: string;
  account: string;
  amount: string;
  base: string;
}

const number = (text: unknown): Decimal => {
  if (typeof text !== 'string' || !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return new Decimal(0);
  return new Decimal(text);
};

/** Debit positive, credit negative. */
export const signed = (line: Pick<Line, 'debit' | 'credit'>): Decimal => number(line.debit).minus(number(line.credit));

/** The side that was typed last holds: the other is emptied, and what is below zero changes sides. */
export function oneSide<L extends Pick<Line, 'debit' | 'credit'>>(line: L, changed: string): L {
  if (changed !== 'debit' && changed !== 'credit') return line;
  const other = changed === 'debit' ? 'credit' : 'debit';
  const value = line[changed];
  if (value === null || value === '') return { ...line, [changed]: null };
  const amount = number(value);
  if (amount.isNegative() && !amount.isZero()) return { ...line, [changed]: null, [other]: amount.abs().toFixed(places(value)) };
  return { ...line, [other]: null };
}

const places = (text: string) => text.split('.')[1]?.length ?? 0;

export interface Sums {
  debit: Decimal;
  credit: Decimal;
  /** Debits less credits. */
  difference: Decimal;
}

export function sums(lines: Pick<Line, 'debit' | 'credit'>[], taxes: Pick<TaxLine, 'amount'>[] = []): Sums {
  let [debit, credit] = [new Decimal(0), new Decimal(0)];
  for (const amount of [...lines.map(signed), ...taxes.map((one) => number(one.amount))]) {
    if (amount.isNegative()) credit = credit.minus(amount);
    else debit = debit.plus(amount);
  }
  return { debit, credit, difference: debit.minus(credit) };
}

/** The sides of a line that takes what is missing; `difference` is that of the whole, this line included. */
export function balancing(line: Pick<Line, 'debit' | 'credit'>, difference: Decimal, digits: number): Pick<Line, 'debit' | 'credit'> {
  const rest = signed(line).minus(difference);
  if (rest.isZero()) return { debit: null, credit: null };
  return rest.isNegative() ? { debit: null, credit: rest.abs().toFixed(digits) } : { debit: rest.toFixed(digits), credit: null };
}

/** Whether a line says anything. */
export const isEmpty = (line: Line): boolean => !line.account && !line.debit && !line.credit && !line.description && !line.tax;

/** Half away from zero, as the host rounds. */
export const rounded = (amount: Decimal, digits: number): Decimal => amount.toDecimalPlaces(digits, Decimal.ROUND_HALF_UP);

/** Taxes of net lines, rounded for each line or once for each code, in the order in which codes appear. */
export function taxesOf(lines: Line[], codes: Map<string, TaxCode>, rounding: 'line' | 'document', digits: number): TaxLine[] {
  const found = new Map<string, { tax: Decimal; base: Decimal }>();
  for (const line of lines) {
    const code = codes.get(line.tax ?? '');
    const base = signed(line);
    if (!code || base.isZero()) continue;
    const one = found.get(code.id) ?? { tax: new Decimal(0), base: new Decimal(0) };
    const tax = base.times(code.rate).dividedBy(100);
    found.set(code.id, { base: one.base.plus(base), tax: one.tax.plus(rounding === 'line' ? rounded(tax, digits) : tax) });
  }
  return [...found].flatMap(([id, { tax, base }]) => {
    const amount = rounded(tax, digits);
    const code = codes.get(id)!;
    return amount.isZero() ? [] : [{ code: id, account: code.account, amount: amount.toFixed(digits), base: base.toFixed(digits) }];
  });
}

/** The same value in the company's currency: amount ÷ rate (foreign units for one of its own). */
export function converted(amount: Decimal, rate: string, digits: number): Decimal | null {
  const by = number(rate);
  return by.isPositive() && !by.isZero() ? rounded(amount.dividedBy(by), digits) : null;
}
