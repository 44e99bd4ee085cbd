// One value being changed in a list: Enter and Tab take it, Escape leaves it.
import { type KeyboardEvent, useRef, useState } from 'react';

import type { Field } from '@/api/meta';
import { EditValue } from '@/fields/EditValue';

/** Kinds that are chosen, not typed: choosing is enough. */
const chosen = new Set(['bool', 'choice', 'reference', 'day']);

export function CellEdit({ field, value, onDone }: {
  field: Field;
  value: unknown;
  /** `undefined` where nothing changes; `step` to the next cell after Tab. */
  onDone: (value: unknown, step: -1 | 0 | 1) => void;
}) {
  const [typed, setTyped] = useState(value);
  const ended = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const end = (what: unknown, step: -1 | 0 | 1 = 0) => {
    if (ended.current) return;
    ended.current = true;
    onDone(what === (value ?? null) ? undefined : what, step);
  };
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation();
    // A list of choices that is open takes Enter and Escape for itself.
    const open = box.current?.querySelector('[aria-expanded="true"]');
    if (event.key === 'Escape' && !open) end(undefined);
    else if (event.key === 'Enter' && (!open || !chosen.has(field.kind))) end(typed ?? null);
    else if (event.key === 'Tab') {
      event.preventDefault();
      end(typed ?? null, event.shiftKey ? -1 : 1);
    }
  };
  return (
    <div
      ref={box}
      onKeyDown={keys}
      onClick={(event) => event.stopPropagation()}
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget) || field.kind === 'day' || field.kind === 'instant') return;
        end(chosen.has(field.kind) ? undefined : typed ?? null);
      }}
    >
      <EditValue
        bare autoFocus field={field} value={typed}
        onChange={(next) => {
          setTyped(next);
          if (chosen.has(field.kind)) end(next ?? null);
        }}
      />
    </div>
  );
}
