// Sums under the columns of a list. Amounts of several currencies are never added up: each has its own sum.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Decimal from 'decimal.js';

import { fetched } from '@/api/http';
import type { Field } from '@/api/meta';
import { minorDigits } from '@/i18n/format';

export interface AggregateQuery {
  filter: string[];
  q?: string;
  group?: string;
  measure: string;
  limit?: number;
}

export type Group = Record<string, unknown>;

/** Groups of a list with their measures: `count`, `sum_amount`, `min_…`, `max_…`. */
export function useAggregate(type: string, query: AggregateQuery, enabled = true) {
  return useQuery({
    queryKey: ['records', type, 'aggregate', query],
    queryFn: async ({ signal }) =>
      (await fetched<{ items: Group[] }>(`/api/v1/records/${type}/aggregate`, { query: { limit: 500, ...query }, signal })).items,
    placeholderData: keepPreviousData,
    enabled,
  });
}

export const isNumber = (field: Field) => ['integer', 'decimal', 'money', 'percent'].includes(field.kind);

/** What stands under a column where the reader chose nothing: only amounts are sure to mean something when added up. */
export const usualTotal = (field: Field): string => (field.kind === 'money' ? 'sum' : 'none');

/** The member of an answer that holds a measure: `sum:amount` is `sum_amount`. */
export const member = (measure: string): string => measure.replace(':', '_');

export interface Amount {
  value: string;
  /** ISO code where the figure is an amount. */
  currency: string | null;
}

/**
 * Amounts by currency. The host scales sums by the company's currency, or by two digits without one; an amount in another
 * currency is put right here.
 */
export function amounts(groups: Group[], name: string, field: Field, companyCurrency: string): Amount[] {
  const found: Amount[] = [];
  for (const one of groups) {
    const value = one[name];
    if (value === null || value === undefined) continue;
    const currency = field.kind !== 'money' ? null : field.currency_field ? String(one[field.currency_field] ?? '') || null : companyCurrency;
    const known = found.find((other) => other.currency === currency);
    const shift = field.currency_field && currency ? minorDigits(companyCurrency) - minorDigits(currency) : 0;
    const exact = new Decimal(String(value)).times(new Decimal(10).pow(shift));
    if (known) known.value = combine(name, known.value, exact);
    else found.push({ value: exact.toFixed(), currency });
  }
  return found;
}

function combine(name: string, before: string, next: Decimal): string {
  if (name.startsWith('min_')) return Decimal.min(before, next).toFixed();
  if (name.startsWith('max_')) return Decimal.max(before, next).toFixed();
  return new Decimal(before).plus(next).toFixed();
}

/** The fields by whose currencies amounts must be kept apart. */
export const currencyFields = (fields: Field[]): string[] => [...new Set(fields.flatMap((one) => one.currency_field ?? []))];
