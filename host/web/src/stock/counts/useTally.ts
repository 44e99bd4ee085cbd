// A count under way: its tally is kept in this browser with every scan, so that a reload or a dead battery loses nothing.
import { useMemo, useState } from 'react';

import { useItems, useAll } from '../data';
import { codebook, nothing, type Tally, type Target } from './tally';

const place = (count: string) => `keel-count:${count}`;

function kept(count: string): Tally {
  try {
    return { ...nothing, ...(JSON.parse(localStorage.getItem(place(count)) ?? '{}') as Partial<Tally>) };
  } catch {
    return nothing;
  }
}

export const forgetTally = (count: string) => localStorage.removeItem(place(count));

export function useTally(count: string): [Tally, (next: Tally) => void] {
  const [tally, setTally] = useState(() => kept(count));
  return [tally, (next) => {
    localStorage.setItem(place(count), JSON.stringify(next));
    setTally(next);
  }];
}

/** All codes that can be scanned, read once before the first scan. */
export function useCodes(): { codes: Map<string, Target[]> | undefined; targets: Map<string, Target>; error: unknown } {
  const items = useItems();
  const lots = useAll('lot', ['code', 'item']);
  const targets = useMemo(() => {
    if (!items.data || !lots.data) return undefined;
    const own = items.data.filter((one) => one.kind !== 'service').map((one) => ({
      item: one.id, lot: null, code: String(one.code), name: String(one.name), lotCode: null,
      tracked: one.tracking !== 'none', serial: one.tracking === 'serial', barcode: (one.barcode as string | null) ?? null,
    }));
    const byItem = new Map(own.map((one) => [one.item, one]));
    const ofLots = lots.data.flatMap((one) => {
      const of = byItem.get(String(one.item));
      return of ? [{ ...of, barcode: null, lot: one.id, lotCode: String(one.code) }] : [];
    });
    return [...own, ...ofLots];
  }, [items.data, lots.data]);
  return {
    codes: useMemo(() => targets && codebook(targets), [targets]),
    targets: useMemo(() => new Map((targets ?? []).map((one) => [`${one.item} ${one.lot ?? ''}`, one])), [targets]),
    error: items.error ?? lots.error,
  };
}
