// Taxes of a draft: worked out here at once, then as the host computes them (`ledger.compute-tax`) as soon as it has answered.
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import Decimal from 'decimal.js';
import { useMemo } from 'react';

import { act } from '@/api/http';
import { minorDigits } from '@/i18n/format';
import { useSession } from '@/session/session';

import type { Books } from '../books';
import { signed, type TaxCode, type TaxLine, taxesOf } from './balance';
import type { Draft } from './draft';
import type { PostLine } from './post';

interface Asked {
  company: string;
  use: 'sale' | 'purchase';
  refund: boolean;
  currency: string;
  account: string;
  lines: { account: string; amount: string; tax_code: string }[];
}

/** One question for sales and one for purchases: which sign is natural differs. */
export function questions(company: string, currency: string, draft: Draft, codes: Map<string, TaxCode>): Asked[] {
  const found: Asked[] = [];
  for (const use of ['sale', 'purchase'] as const) {
    const lines = draft.lines.filter((one) => one.account && codes.get(one.tax ?? '')?.kind === use && !signed(one).isZero());
    if (lines.length === 0) continue;
    const natural = lines.map((one) => (use === 'sale' ? signed(one).negated() : signed(one)));
    const refund = natural.reduce((sum, one) => sum.plus(one), new Decimal(0)).isNegative();
    found.push({
      company, use, refund, currency, account: lines[0]!.account!,
      lines: lines.map((one, index) => ({ account: one.account!, amount: (refund ? natural[index]!.negated() : natural[index]!).toFixed(), tax_code: one.tax! })),
    });
  }
  return found;
}

const taxLines = (lines: PostLine[]): TaxLine[] =>
  lines.filter((one) => one.tax?.role === 'tax').map((one) => ({ code: one.tax!.code, account: one.account, amount: one.amount, base: one.tax!.base ?? '0' }));

export function useTaxes(draft: Draft | null, books: Books): TaxLine[] {
  const { company } = useSession();
  const currency = draft?.currency || books.currency;
  const here = useMemo(
    () => (draft ? taxesOf(draft.lines, books.taxes, books.rounding, minorDigits(currency)) : []),
    [draft, books.taxes, books.rounding, currency],
  );
  const asked = useMemo(() => (draft ? questions(company.id, currency, draft, books.taxes) : []), [draft, company.id, currency, books.taxes]);
  const now = JSON.stringify(asked);
  const [settled] = useDebouncedValue(now, 300);
  const told = useQuery({
    queryKey: ['ledger', 'taxes', settled],
    queryFn: async () => {
      const answers = await Promise.all((JSON.parse(settled) as Asked[]).map((one) => act<{ lines: PostLine[] }>('ledger.compute-tax', one)));
      return answers.flatMap((one) => taxLines(one.lines));
    },
    enabled: settled === now && asked.length > 0,
    staleTime: Infinity,
    retry: false,
  });
  return settled === now && told.data ? told.data : here;
}
