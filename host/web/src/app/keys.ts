// Keys of the screen that is shown: what it says here works from the keyboard and stands in the cheat sheet.
import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface ScreenKey {
  /** `n`, `g c` one after the other, `mod+Enter` together; `mod` is Ctrl, or Command on a Mac. */
  keys: string;
  label: string;
  run: () => void;
  /** It works while a dialog is open: for a dialog's own keys. */
  over?: boolean;
}

let shown: { current: ScreenKey[] }[] = [];
const listeners = new Set<() => void>();
let all: ScreenKey[] = [];

function changed(): void {
  // The innermost comes first: a dialog's keys before its screen's.
  all = [...shown].reverse().flatMap((one) => one.current);
  for (const one of listeners) one();
}

/** Registers keys while the component is shown. */
export function useKeys(keys: ScreenKey[]): void {
  const held = useRef(keys);
  const said = keys.map((one) => `${one.keys} ${one.label}`).join('\n');
  useEffect(() => {
    held.current = keys;
  });
  useEffect(() => {
    const mine: { current: ScreenKey[] } = {
      // What runs is always the newest, though the list is told of only when its words change.
      current: held.current.map((one, index) => ({ ...one, run: () => held.current[index]?.run() })),
    };
    shown = [...shown, mine];
    changed();
    return () => {
      shown = shown.filter((one) => one !== mine);
      changed();
    };
  }, [said]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** Keys that work now, besides those of commands. */
export const useScreenKeys = (): ScreenKey[] => useSyncExternalStore(subscribe, () => all);
export const screenKeys = (): ScreenKey[] => all;

/** One press as it is written in `keys`; letters by their place where the layout has no Latin ones. `null`: a modifier alone. */
export function pressOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string | null {
  let key = event.key;
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead'].includes(key)) return null;
  const latin = key.length > 1 || /^[\u0020-\u007e]$/.test(key);
  if (!latin && event.code.startsWith('Key')) key = event.code.slice(3);
  if (!latin && event.code === 'Slash') key = event.shiftKey ? '?' : '/';
  const letter = key.length === 1;
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push('mod');
  if (event.altKey) parts.push('alt');
  // A printed sign says by itself that Shift was held.
  if (event.shiftKey && (!letter || parts.length > 0)) parts.push('shift');
  return [...parts, letter ? key.toLowerCase() : key].join('+');
}

/** `mod+K` and `Mod+k` are the same press. */
export const normal = (keys: string): string =>
  keys.split(' ').map((press) => press.split('+').map((one) => (one.length === 1 ? one.toLowerCase() : /^(mod|alt|shift)$/i.test(one) ? one.toLowerCase() : one)).join('+')).join(' ');
