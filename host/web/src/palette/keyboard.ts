// One listener for all keys: those of the screen first, then those of commands, one press or two.
import { useEffect, useRef } from 'react';

import { normal, pressOf, screenKeys } from '@/app/keys';

export interface Bound {
  keys: string;
  run: () => void;
}

/** So long the second press of `g c` is waited for. */
const SECOND_PRESS_MS = 1_200;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Keys that work are asked for at each press, so that nobody has to tell of changes. `single`: also presses without Ctrl. */
export function useKeyboard(commands: Bound[], single: boolean): void {
  const bound = useRef(commands);
  useEffect(() => {
    bound.current = commands;
  });
  useEffect(() => {
    let first = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = () => {
      clearTimeout(timer);
      first = '';
    };
    const heard = (event: KeyboardEvent) => {
      const press = pressOf(event);
      if (!press || event.defaultPrevented || event.isComposing) return;
      const held = press.includes('mod+') || press.includes('alt+');
      if (!held && (isTyping(event.target) || !single)) return;
      // Under a dialog nothing happens, except what the dialog itself says.
      const covered = document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
      const all: Bound[] = covered ? screenKeys().filter((one) => one.over) : [...screenKeys(), ...bound.current];
      const pressed = first ? `${first} ${press}` : press;
      const found = all.find((one) => normal(one.keys) === pressed) ?? (first ? undefined : all.find((one) => normal(one.keys) === press));
      forget();
      if (found) {
        event.preventDefault();
        found.run();
      } else if (!held && all.some((one) => normal(one.keys).startsWith(`${press} `))) {
        first = press;
        timer = setTimeout(forget, SECOND_PRESS_MS);
      }
    };
    window.addEventListener('keydown', heard);
    return () => {
      forget();
      window.removeEventListener('keydown', heard);
    };
  }, [single]);
}
