// An entry in the making: kept in this browser until it is posted, with the one key under which it can be posted once.
import { useCallback, useEffect, useState } from 'react';

import { uuid } from '@/api/http';
import { getRecord, type KeelRecord } from '@/api/records';
import { today } from '@/i18n/format';
import { useSession } from '@/session/session';

import { isEmpty, type Line } from './balance';

export interface Draft {
  /** Idempotency key: stays while the draft does. */
  key: string;
  journal: string | null;
  entry_on: string;
  kind: 'normal' | 'opening' | 'adjustment';
  number: string | null;
  reference: string | null;
  narration: string | null;
  contact: string | null;
  /** Of all lines; the company's when empty. */
  currency: string | null;
  /** Units of the currency for one of the company's; the kept rate of the day when empty. */
  rate: string | null;
  lines: Line[];
}

export const blankLine = (): Line => ({ account: null, debit: null, credit: null });

export function blankDraft(like?: Pick<Draft, 'journal' | 'entry_on'>): Draft {
  return {
    key: uuid(), journal: like?.journal ?? null, entry_on: like?.entry_on ?? today(), kind: 'normal', number: null, reference: null, narration: null,
    contact: null, currency: null, rate: null, lines: [blankLine()],
  };
}

/** Whether there is something to lose. */
export const holdsSomething = (draft: Draft): boolean =>
  draft.lines.some((one) => !isEmpty(one)) || Boolean(draft.reference || draft.narration || draft.contact);

const place = (company: string) => `keel-entry-${company}`;

function kept(company: string): Draft | null {
  try {
    const found = JSON.parse(localStorage.getItem(place(company)) ?? 'null') as Draft | null;
    return found && Array.isArray(found.lines) ? found : null;
  } catch {
    return null;
  }
}

/** Lines of a posted entry as they would be typed: taxes are computed again, not copied. */
export function copied(entry: KeelRecord): Draft {
  const lines = (entry.lines as Record<string, string | null>[]).filter((one) => one.tax_role !== 'tax');
  const own = lines[0]?.currency ?? null;
  return {
    ...blankDraft(), journal: String(entry.journal), contact: (entry.contact as string | null) ?? null, reference: (entry.reference as string | null) ?? null,
    narration: (entry.narration as string | null) ?? null, currency: own,
    lines: lines.map((one) => {
      const amount = String(one.amount);
      const credit = amount.startsWith('-');
      return {
        account: one.account ?? null, debit: credit ? null : amount, credit: credit ? amount.slice(1) : null, description: one.description ?? null,
        contact: one.contact === entry.contact ? null : one.contact ?? null, tax: one.tax_code ?? null, due_on: null,
      };
    }),
  };
}

export interface Drafting {
  draft: Draft | null;
  set: (changes: Partial<Draft> | ((before: Draft) => Partial<Draft>)) => void;
  /** Begins anew, in the same journal on the same day. */
  renew: () => void;
}

/** The draft of the company's next entry; `from` names a posted one that it begins as. */
export function useDraft(from: string | undefined): Drafting {
  const { company } = useSession();
  const [draft, setDraft] = useState<Draft | null>(() => (from ? null : kept(company.id) ?? blankDraft()));
  useEffect(() => {
    if (!from) return;
    let wanted = true;
    void getRecord('entry', from).then(({ record }) => wanted && setDraft(copied(record)), () => wanted && setDraft(blankDraft()));
    return () => {
      wanted = false;
    };
  }, [from]);
  useEffect(() => {
    if (!draft) return;
    if (holdsSomething(draft)) localStorage.setItem(place(company.id), JSON.stringify(draft));
    else localStorage.removeItem(place(company.id));
  }, [draft, company.id]);
  const set = useCallback<Drafting['set']>((changes) => {
    setDraft((before) => before && { ...before, ...(typeof changes === 'function' ? changes(before) : changes) });
  }, []);
  const renew = useCallback(() => setDraft((before) => blankDraft(before ?? undefined)), []);
  return { draft, set, renew };
}
