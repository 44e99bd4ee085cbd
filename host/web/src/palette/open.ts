// The palette and the cheat sheet, wherever they are opened from; which of them is open.
import { useSyncExternalStore } from 'react';

export type Opened = 'palette' | 'keys' | null;

let opened: Opened = null;
const listeners = new Set<() => void>();

export function show(what: Opened): void {
  opened = what;
  for (const one of listeners) one();
}

export const openPalette = (): void => show('palette');
export const openCheatSheet = (): void => show('keys');

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useOpened = (): Opened => useSyncExternalStore(subscribe, () => opened);
