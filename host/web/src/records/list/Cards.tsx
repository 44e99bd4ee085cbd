// A list on a phone: a card a record, drawn as they come into view of the window.
import './list.css';

import { Text } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

import type { Field, RecordType } from '@/api/meta';
import type { KeelRecord } from '@/api/records';
import { Go, recordPath } from '@/app/navigation';
import { useT } from '@/i18n';

import { CellValue } from './CellValue';
import type { Rows } from './rows';
import { usePrinting } from './room';
import type { Selection } from './selection';

/** Fields of a card under its title. */
const MOST = 4;

export function Cards({ type, columns, found, selection, selectable, onOpen }: {
  type: RecordType;
  columns: Field[];
  found: Rows;
  selection: Selection;
  selectable: boolean;
  onOpen: (record: KeelRecord) => void;
}) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const printing = usePrinting();
  useLayoutEffect(() => setTop(box.current?.offsetTop ?? 0), []);
  const { rows, hasNext, fetching, loadMore } = found;
  const virtual = useWindowVirtualizer({ count: rows.length, estimateSize: () => 84, overscan: 8, scrollMargin: top });
  const items = printing ? rows.map((_, index) => ({ index, start: 0, key: index })) : virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNext && !fetching && rows.length > 0 && last > rows.length - 40) loadMore();
  }, [last, rows.length, hasNext, fetching, loadMore]);
  const shown = columns.filter((one) => one.name !== type.title);
  return (
    <div
      ref={box} role="list" aria-label={type.label} aria-busy={found.fetching} className={found.stale ? 'records-stale' : undefined}
      style={printing ? undefined : { height: virtual.getTotalSize(), position: 'relative' }}
    >
      {items.map(({ index, start }) => {
        const record = rows[index]!;
        const name = String(record[type.title] ?? '');
        const filled = shown.filter((one) => record[one.name] !== null && record[one.name] !== undefined && record[one.name] !== '').slice(0, MOST);
        return (
          <div
            key={record.id} role="listitem" aria-setsize={found.more ? -1 : found.total} aria-posinset={index + 1} className="records-card"
            data-index={index} ref={virtual.measureElement} onClick={() => onOpen(record)}
            style={printing ? undefined : { position: 'absolute', insetInline: 0, top: 0, transform: `translateY(${start - top}px)` }}
          >
            {selectable && (
              <label onClick={(event) => event.stopPropagation()}>
                <input type="checkbox" checked={selection.has(record.id)} aria-label={t('records-list-select', { name })} onChange={() => selection.toggle(rows, index, false)} />
              </label>
            )}
            <div>
              <Text fw={600} size="sm" component="div" onClick={(event) => event.stopPropagation()}>
                <Go to={recordPath(type.name, record.id)} c="inherit" lh={1.7}>{name || t('open')}</Go>
              </Text>
              {filled.length > 0 && (
                <dl>
                  {filled.map((field) => [
                    <dt key={`${field.name} label`}>{field.label}</dt>,
                    <dd key={field.name}><CellValue field={field} record={record} titles={found.titles} /></dd>,
                  ])}
                </dl>
              )}
            </div>
          </div>
        );
      })}
    </div>
  );
}
