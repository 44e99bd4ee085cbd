// A plugin's report: columns and rows whose kinds are told by their values.
import Decimal from 'decimal.js';

import type { RecordType } from '@/api/meta';

export interface Computed {
  columns: { name: string; label: string }[];
  rows: Record<string, unknown>[];
}

export interface Amount {
  amount: string;
  currency: string;
}

export type ColumnKind = 'money' | 'integer' | 'decimal' | 'day' | 'instant' | 'bool' | 'record' | 'hidden' | 'text';

export interface ReportColumn {
  name: string;
  label: string;
  kind: ColumnKind;
  /** Record type that its ids lead to. */
  to?: string;
}

const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const decimal = /^-?\d+(\.\d+)?$/;

export const isAmount = (value: unknown): value is Amount => typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;

/** What the values of a column are; ids lead to a record where the column is called as its type is. */
export function columnsOf(report: Computed, plugin: string, types: RecordType[]): ReportColumn[] {
  return report.columns.map(({ name, label }) => {
    const values = report.rows.map((row) => row[name]).filter((one) => one !== null && one !== undefined && one !== '');
    const all = (test: (value: unknown) => boolean) => values.length > 0 && values.every(test);
    const text = (pattern: RegExp) => all((one) => typeof one === 'string' && pattern.test(one));
    if (all(isAmount)) return { name, label, kind: 'money' };
    if (all((one) => typeof one === 'number')) return { name, label, kind: 'integer' };
    if (all((one) => typeof one === 'boolean')) return { name, label, kind: 'bool' };
    if (text(id)) {
      const to = types.find((one) => one.name === name || one.name === `${plugin}.${name}`)?.name;
      return { name, label, kind: to ? 'record' : 'hidden', to };
    }
    if (text(/^\d{4}-\d{2}-\d{2}$/)) return { name, label, kind: 'day' };
    if (text(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/)) return { name, label, kind: 'instant' };
    // Codes such as 000123 are words: a figure has no leading nought.
    if (text(decimal) && values.some((one) => String(one).includes('.')) && !values.some((one) => /^-?0\d/.test(String(one)))) return { name, label, kind: 'decimal' };
    return { name, label, kind: 'text' };
  });
}

/** Sums of a column of amounts by currency, or of whole numbers; nothing for what cannot be added. */
export function totalsOf(report: Computed, column: ReportColumn): (Amount | number)[] {
  if (column.kind === 'integer') return [report.rows.reduce((sum, row) => sum + Number(row[column.name] ?? 0), 0)];
  if (column.kind !== 'money') return [];
  const sums = new Map<string, Decimal>();
  for (const row of report.rows) {
    const value = row[column.name];
    if (isAmount(value)) sums.set(value.currency, (sums.get(value.currency) ?? new Decimal(0)).plus(value.amount));
  }
  return [...sums].map(([currency, sum]) => ({ amount: sum.toFixed(), currency }));
}
