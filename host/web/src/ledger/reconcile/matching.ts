// Which open items may settle one another, and what is left when they do. Exact decimals.
import Decimal from 'decimal.js';

/** An unsettled line; debit positive. */
export interface OpenItem {
  entry: string;
  line: number;
  number: string;
  account: string;
  contact: string | null;
  entry_on: string;
  due_on: string | null;
  description: string | null;
  currency: string;
  amount: string;
  residual: string;
  company_residual: string;
}

export const itemKey = (item: Pick<OpenItem, 'entry' | 'line'>): string => `${item.entry} ${item.line}`;

export const isDebit = (item: OpenItem): boolean => !item.residual.startsWith('-');

export interface Chosen {
  debit: Decimal;
  credit: Decimal;
  /** Debits less credits: what stays open, or is written off. */
  difference: Decimal;
  /** One account and one currency, and something on both sides. */
  fits: boolean;
}

export function chosen(items: OpenItem[]): Chosen {
  let [debit, credit] = [new Decimal(0), new Decimal(0)];
  for (const item of items) {
    const residual = new Decimal(item.residual);
    if (residual.isNegative()) credit = credit.minus(residual);
    else debit = debit.plus(residual);
  }
  const one = (values: string[]) => new Set(values).size <= 1;
  const both = items.some(isDebit) && items.some((item) => !isDebit(item));
  return { debit, credit, difference: debit.minus(credit), fits: both && one(items.map((item) => item.account)) && one(items.map((item) => item.currency)) };
}

/** Words and numbers in texts that may name another document: `INV/2026/00012`, `4711`. */
const marks = (item: OpenItem): string[] =>
  [item.number, ...(item.description ?? '').split(/[\s,;:()]+/)].map((one) => one.toUpperCase()).filter((one) => /\d/.test(one) && one.length >= 4);

export interface Suggestion {
  items: OpenItem[];
  reason: 'reference' | 'amount' | 'contact';
}

/** Suggests what fits exactly: a text that names the other's number, then equal amounts of one contact, then all of a contact. Each item once. */
export function suggestions(items: OpenItem[]): Suggestion[] {
  const free = new Map(items.map((item) => [itemKey(item), item]));
  const found: Suggestion[] = [];
  const take = (group: OpenItem[], reason: Suggestion['reason']) => {
    for (const item of group) free.delete(itemKey(item));
    found.push({ items: group, reason });
  };
  const same = (a: OpenItem, b: OpenItem) => a.account === b.account && a.currency === b.currency && a.contact === b.contact;
  const others = (item: OpenItem) => [...free.values()].filter((one) => same(one, item) && isDebit(one) !== isDebit(item));
  for (const item of items.filter((one) => !isDebit(one))) {
    if (!free.has(itemKey(item))) continue;
    const named = others(item).find((one) => marks(item).includes(one.number.toUpperCase()) || marks(one).some((mark) => marks(item).includes(mark)));
    if (named) take([named, item], 'reference');
  }
  for (const item of items.filter((one) => !isDebit(one))) {
    if (!free.has(itemKey(item))) continue;
    // The oldest of equal ones is paid first.
    const equal = others(item).filter((one) => new Decimal(one.residual).plus(item.residual).isZero());
    const [first] = equal.sort((a, b) => (a.due_on ?? a.entry_on).localeCompare(b.due_on ?? b.entry_on));
    if (first) take([first, item], 'amount');
  }
  const groups = new Map<string, OpenItem[]>();
  for (const item of free.values()) {
    if (!item.contact) continue;
    const key = `${item.account} ${item.currency} ${item.contact}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  for (const group of groups.values()) {
    const all = chosen(group);
    if (group.length > 2 && all.fits && all.difference.isZero()) take(group, 'contact');
  }
  return found;
}
