// Places of the reader: what they pinned, and where they were lately. Both are preferences, so they follow them to any machine.
import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import type { Search } from '@/app/room';
import { usePreference } from '@/session/session';

export interface Place {
  to: string;
  search?: Search;
  label: string;
}

const RECENT_MAX = 15;
/** Nobody was at a place that they only passed through. */
const STAY_MS = 1_500;

export const placeKey = (place: Pick<Place, 'to' | 'search'>): string => {
  const search = new URLSearchParams(place.search ?? {});
  search.sort();
  return `${place.to}?${search}`;
};

/** Where the reader is now, without a name. */
export function useHere(): { to: string; search: Search } {
  const to = useLocation({ select: (one) => one.pathname });
  const search = useLocation({ select: (one) => one.search as Search }) as unknown as Search;
  return { to, search };
}

export function usePinned(): { pinned: Place[]; isPinned: (place: Pick<Place, 'to' | 'search'>) => boolean; toggle: (place: Place) => void } {
  const [pinned, pin] = usePreference<Place[]>('pinned', []);
  const isPinned = (place: Pick<Place, 'to' | 'search'>) => pinned.some((one) => placeKey(one) === placeKey(place));
  return {
    pinned,
    isPinned,
    toggle: (place) => pin(isPinned(place) ? pinned.filter((one) => placeKey(one) !== placeKey(place)) : [...pinned, place]),
  };
}

export const useRecent = (): Place[] => usePreference<Place[]>('recent', [])[0];

/** Remembers records and other particular places where the reader stays, under the name that the screen shows. */
export function useRemember(): void {
  const here = useHere();
  const [recent, remember] = usePreference<Place[]>('recent', []);
  const kept = useRef({ recent, remember });
  useEffect(() => {
    kept.current = { recent, remember };
  });
  useEffect(() => {
    if (!isParticular(here.to)) return;
    const timer = setTimeout(() => {
      const label = document.querySelector('#main h1')?.textContent?.trim();
      if (!label) return;
      const place = { to: here.to, label };
      const before = kept.current.recent;
      if (before[0]?.to === place.to && before[0].label === label) return;
      kept.current.remember([place, ...before.filter((one) => one.to !== place.to)].slice(0, RECENT_MAX));
    }, STAY_MS);
    return () => clearTimeout(timer);
  }, [here.to]);
}

/** A record, or something else that stands in no menu. */
const isParticular = (path: string): boolean => path.split('/').length > 3 && !path.endsWith('/new');
