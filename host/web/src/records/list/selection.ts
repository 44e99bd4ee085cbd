// Which records are chosen: some by hand, or all that the list holds.
import { useCallback, useMemo, useRef, useState } from 'react';

import type { KeelRecord } from '@/api/records';

export interface Selection {
  count: number;
  /** All that match, also those that were never shown. */
  all: boolean;
  ids: ReadonlySet<string>;
  has: (id: string) => boolean;
  every: (rows: KeelRecord[]) => boolean;
  /** One by its place; `range`: all from the last one to this. */
  toggle: (rows: KeelRecord[], index: number, range: boolean) => void;
  /** All rows that are shown, or none. */
  page: (rows: KeelRecord[]) => void;
  everything: () => void;
  clear: () => void;
}

const none: ReadonlySet<string> = new Set();

export function useSelection(): Selection {
  const [ids, setIds] = useState(none);
  const [all, setAll] = useState(false);
  const anchor = useRef(0);
  const toggle = useCallback((rows: KeelRecord[], index: number, range: boolean) => {
    const one = rows[index];
    if (!one) return;
    setAll(false);
    setIds((before) => {
      const after = new Set(before);
      if (range) {
        const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
        for (const row of rows.slice(from, to + 1)) after.add(row.id);
      } else if (!after.delete(one.id)) after.add(one.id);
      return after;
    });
    if (!range) anchor.current = index;
  }, []);
  const clear = useCallback(() => {
    setIds(none);
    setAll(false);
  }, []);
  return useMemo(
    () => {
      const every = (rows: KeelRecord[]) => rows.length > 0 && (all || rows.every((one) => ids.has(one.id)));
      return {
        count: ids.size,
        all,
        ids,
        has: (id) => all || ids.has(id),
        every,
        toggle,
        page: (rows) => {
          setAll(false);
          setIds(every(rows) ? none : new Set(rows.map((one) => one.id)));
        },
        everything: () => setAll(true),
        clear,
      };
    },
    [ids, all, toggle, clear],
  );
}
