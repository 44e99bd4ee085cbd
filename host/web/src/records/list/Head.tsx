// Heads of columns: choosing one sorts, its edge sets the width (arrow keys too).
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';

import type { Field } from '@/api/meta';
import { isFigure } from '@/fields/Show';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

const LEAST = 60;

export function Head({ field, sort, width, onSort, onWidth, index }: {
  field: Field;
  sort: string;
  width: number;
  index: number;
  onSort?: (field: string) => void;
  onWidth?: (field: string, width: number, whole: boolean) => void;
}) {
  const t = useT();
  const { company } = useSession();
  const began = useRef<{ x: number; width: number } | null>(null);
  const order = sort === field.name ? 'ascending' : sort === `-${field.name}` ? 'descending' : undefined;
  const rtl = () => document.documentElement.dir === 'rtl';
  const wide = (event: PointerEvent) => Math.max(LEAST, began.current!.width + (event.clientX - began.current!.x) * (rtl() ? -1 : 1));
  const keys = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 20 : event.key === 'ArrowLeft' ? -20 : 0;
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    onWidth?.(field.name, Math.max(LEAST, width + step * (rtl() ? -1 : 1)), true);
  };
  const label = field.kind === 'money' && field.currency_of ? `${field.label}, ${company.currency}` : field.label;
  return (
    <th scope="col" aria-sort={order ?? 'none'} aria-colindex={index} className={isFigure(field) ? 'end' : undefined} title={field.help || undefined}>
      {onSort ? (
        <button type="button" className="records-head" onClick={() => onSort(field.name)}>
          <span>{label}</span>
          {order === 'ascending' && <IconArrowUp size={14} aria-hidden />}
          {order === 'descending' && <IconArrowDown size={14} aria-hidden />}
        </button>
      ) : <span className="records-head"><span>{label}</span></span>}
      {onWidth && (
        <span
          role="separator" tabIndex={0} aria-orientation="vertical" aria-label={t('records-list-width', { field: field.label })}
          aria-valuenow={Math.round(width)} aria-valuemin={LEAST} aria-valuemax={1000} className="records-width no-print"
          onKeyDown={keys}
          onPointerDown={(event) => {
            event.preventDefault();
            event.currentTarget.setPointerCapture(event.pointerId);
            const real = event.currentTarget.parentElement!.getBoundingClientRect().width;
            began.current = { x: event.clientX, width: real };
          }}
          onPointerMove={(event) => began.current && onWidth(field.name, wide(event), false)}
          onPointerUp={(event) => {
            if (began.current) onWidth(field.name, wide(event), true);
            began.current = null;
          }}
        />
      )}
    </th>
  );
}
