// The currency of an amount: named beside it in its row or document, or that of the company which they belong to.
import type { Field } from '@/api/meta';
import { type Company, useSession } from '@/session/session';

type Values = Record<string, unknown>;

/** `row` is nearest, `document` is asked after it; where neither names a company, it is the reader's. */
export function currencyOf(field: Field, companies: Company[], company: Company, row?: Values, document?: Values): string | null {
  if (field.kind !== 'money') return null;
  const held = (name: string) => row?.[name] ?? document?.[name];
  if (field.currency_field) {
    const code = held(field.currency_field);
    return typeof code === 'string' && /^[A-Z]{3}$/.test(code) ? code : null;
  }
  if (!field.currency_of) return null;
  const owner = held(field.currency_of);
  return (companies.find((one) => one.id === owner) ?? (owner ? undefined : company))?.currency ?? null;
}

export function useCurrency(): (field: Field, row?: Values, document?: Values) => string | null {
  const { companies, company } = useSession();
  return (field, row, document) => currencyOf(field, companies, company, row, document);
}
