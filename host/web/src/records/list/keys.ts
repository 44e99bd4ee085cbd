// Keys of a list: where they lead in the grid, and when a key is nobody else's.
import { useEffect, useRef } from 'react';

export interface Place {
  row: number;
  column: number;
}

/** Where a key leads from a place; `null` where it leads nowhere. */
export function move(key: string, { row, column }: Place, rows: number, columns: number, page: number): Place | null {
  if (rows === 0) return null;
  const to = (next: number): Place => ({ row: Math.min(Math.max(next, 0), rows - 1), column });
  switch (key) {
    case 'j': case 'ArrowDown': return to(row + 1);
    case 'k': case 'ArrowUp': return to(row - 1);
    case 'PageDown': return to(row + page);
    case 'PageUp': return to(row - page);
    case 'Home': return to(0);
    case 'End': return to(rows - 1);
    case 'l': case 'ArrowRight': return row < 0 ? null : { row, column: Math.min(column + 1, columns - 1) };
    case 'h': case 'ArrowLeft': return row < 0 ? null : { row, column: Math.max(column - 1, 0) };
    default: return null;
  }
}

const typing = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"], [role="separator"]';
const pressed = 'a, button, [role="button"], input[type="checkbox"]';

/** Hears keys of the screen that no field, menu or dialog wants. */
export function useScreenKeys(heard: (event: KeyboardEvent) => void): void {
  const latest = useRef(heard);
  latest.current = heard;
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.defaultPrevented || target.closest(typing) || document.querySelector('[role="dialog"]')) return;
      if ((event.key === 'Enter' || event.key === ' ') && target.closest(pressed)) return;
      latest.current(event);
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, []);
}
