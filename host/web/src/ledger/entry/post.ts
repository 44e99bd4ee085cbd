// From a draft to what `ledger.post` takes, and from its refusals back to the cells that they are about.
import type { Problem } from '@/api/problem';

import { isEmpty, signed, type Line, type TaxLine } from './balance';
import type { Draft } from './draft';

export interface PostLine {
  account: string;
  amount: string;
  currency?: string;
  rate?: string;
  contact?: string;
  description?: string;
  due_on?: string;
  tax?: { code: string; role: 'base' | 'tax'; base?: string };
  dimensions?: string[];
}

export interface Posting {
  body: Record<string, unknown>;
  /** Row of the grid by line of the body; none for computed taxes. */
  rows: (number | null)[];
}

export const DIMENSION = 'dimension ';

/** What the host is sent; empty lines are left out. */
export function posting(company: string, own: string, draft: Draft, taxes: TaxLine[]): Posting {
  const foreign = draft.currency && draft.currency !== own ? { currency: draft.currency, ...(draft.rate ? { rate: draft.rate } : {}) } : {};
  const rows: (number | null)[] = [];
  const lines: PostLine[] = [];
  draft.lines.forEach((line, index) => {
    if (isEmpty(line)) return;
    const dimensions = Object.entries(line).filter(([name, value]) => name.startsWith(DIMENSION) && value).map(([, value]) => String(value));
    rows.push(index);
    lines.push({
      account: line.account ?? '', amount: signed(line).toFixed(), ...foreign,
      ...(line.contact ? { contact: line.contact } : {}), ...(line.description ? { description: line.description } : {}),
      ...(line.due_on ? { due_on: line.due_on } : {}), ...(line.tax ? { tax: { code: line.tax, role: 'base' as const } } : {}),
      ...(dimensions.length > 0 ? { dimensions } : {}),
    });
  });
  for (const tax of taxes) {
    rows.push(null);
    lines.push({ account: tax.account, amount: tax.amount, ...foreign, tax: { code: tax.code, role: 'tax', base: tax.base } });
  }
  const { journal, entry_on, kind, number, reference, narration, contact } = draft;
  return { body: { company, journal, entry_on, kind, number, reference, narration, contact, lines }, rows };
}

export interface Refusals {
  /** Sentences by cell of the grid, `3/account`. */
  cells: Record<string, string>;
  /** Sentences by field of the head: `entry_on`, `rate`. */
  head: Record<string, string>;
  /** About the lines together: they do not balance. */
  lines: string | null;
  /** What points nowhere that is seen. */
  rest: string | null;
}

export const nothingRefused: Refusals = { cells: {}, head: {}, lines: null, rest: null };

const heads = new Set(['journal', 'entry_on', 'kind', 'number', 'reference', 'narration', 'contact']);

/** Puts each sentence of a refusal where its cause is. */
export function refusalsOf(problem: Problem, draft: Draft, rows: (number | null)[]): Refusals {
  const found: Refusals = { cells: {}, head: {}, lines: null, rest: null };
  const byField = Object.entries(problem.byField);
  if (byField.length === 0) return { ...found, rest: problem.message };
  for (const [pointer, sentence] of byField) {
    const [first, index, name, deeper] = pointer.split('/');
    if (first !== 'lines') {
      if (heads.has(first!)) found.head[first!] = sentence;
      else found.rest = sentence;
      continue;
    }
    if (index === undefined) {
      found.lines = sentence;
      continue;
    }
    const row = rows[Number(index)];
    if (row === null || row === undefined) found.lines = sentence;
    else if (name === 'rate' || name === 'currency') found.head[name] = sentence;
    else found.cells[`${row}${columnOf(draft.lines[row], name, deeper)}`] = sentence;
  }
  return found;
}

function columnOf(line: Line | undefined, name: string | undefined, deeper: string | undefined): string {
  if (name === undefined) return '';
  if (name === 'amount' || name === 'company_amount') return line?.credit ? '/credit' : '/debit';
  if (name === 'tax') return deeper === 'base' ? '' : '/tax';
  // Which dimension is meant stands in the sentence.
  if (name === 'dimensions') return '';
  return `/${name}`;
}

/** What can be said before anybody is asked: a line without an account, or without an amount. */
export function mistakes(lines: Line[], said: { account: string; amount: string }): Record<string, string> {
  const found: Record<string, string> = {};
  lines.forEach((line, index) => {
    if (isEmpty(line)) return;
    if (!line.account) found[`${index}/account`] = said.account;
    else if (signed(line).isZero()) found[`${index}/debit`] = said.amount;
  });
  return found;
}
