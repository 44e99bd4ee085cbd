// What every screen of the ledger needs of a company's books: journals, tax codes, dimensions, settings. Read once, kept for the session.
import { useMemo } from 'react';

import { useList } from '@/api/records';
import { minorDigits } from '@/i18n/format';
import { useSession } from '@/session/session';

import type { TaxCode } from './entry/balance';

export interface Journal {
  id: string;
  code: string;
  name: string;
  kind: string;
  gapless: boolean;
}

export interface Dimension {
  id: string;
  code: string;
  name: string;
}

export interface Books {
  journals: Journal[];
  taxes: Map<string, TaxCode>;
  dimensions: Dimension[];
  rounding: 'line' | 'document';
  /** The company's currency, and its decimal places. */
  currency: string;
  digits: number;
  ready: boolean;
}

export function useBooks(): Books {
  const { company } = useSession();
  const of = [`company:eq:${company.id}`];
  const journals = useList('journal', { filter: of, sort: 'code', limit: 200 });
  const taxes = useList('tax-code', { filter: of, sort: 'code', limit: 500 });
  const dimensions = useList('dimension', { filter: of, sort: 'code', limit: 50 });
  const settings = useList('ledger-setting', { filter: of, limit: 1 });
  return useMemo(
    () => ({
      journals: (journals.data?.items ?? []) as unknown as Journal[],
      taxes: new Map(((taxes.data?.items ?? []) as unknown as TaxCode[]).map((one) => [one.id, one])),
      dimensions: (dimensions.data?.items ?? []) as unknown as Dimension[],
      rounding: settings.data?.items[0]?.tax_rounding === 'document' ? 'document' as const : 'line' as const,
      currency: company.currency,
      digits: minorDigits(company.currency),
      ready: Boolean(journals.data && (taxes.data || taxes.error)),
    }),
    [journals.data, taxes.data, taxes.error, dimensions.data, settings.data, company.currency],
  );
}
