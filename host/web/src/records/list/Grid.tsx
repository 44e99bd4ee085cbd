// The table of a list: as many rows as fit are drawn, however many there are. Keys move in it as in a spreadsheet.
import './list.css';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useId, useImperativeHandle, useRef, useState, type ReactNode, type Ref } from 'react';

import type { Field, RecordType } from '@/api/meta';
import type { KeelRecord } from '@/api/records';
import { useT } from '@/i18n';

import { type Change, editable } from './edit';
import { usualWidth } from './columns';
import { Head } from './Head';
import { move, type Place } from './keys';
import { Row } from './Row';
import type { Rows } from './rows';
import type { Selection } from './selection';
import { usePrinting, useRoom } from './room';

export interface GridHandle {
  /** Takes a key that was pressed where nothing else wanted it; gives whether it did. */
  key: (event: KeyboardEvent) => boolean;
}

export interface GridProps {
  type: RecordType;
  columns: Field[];
  found: Rows;
  sort: string;
  onSort: (field: string) => void;
  widths: Record<string, number>;
  onWidth: (field: string, width: number) => void;
  tight: boolean;
  selection: Selection;
  selectable: boolean;
  change: Change;
  onOpen: (record: KeelRecord) => void;
  /** Rows of the foot. */
  foot?: ReactNode;
  handle?: Ref<GridHandle>;
}

export function Grid(props: GridProps) {
  const { type, columns, found, sort, onSort, tight, selection, selectable, change, onOpen, foot } = props;
  const t = useT();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const [place, setPlace] = useState<Place>({ row: -1, column: 0 });
  // The record as it was when its change began: rows may move, and others may change it, while somebody types.
  const [editing, setEditing] = useState<KeelRecord | null>(null);
  const [dragged, setDragged] = useState<Record<string, number>>({});
  const printing = usePrinting();
  const room = useRoom(box);
  const { rows } = found;
  const height = tight ? 28 : 36;
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => height, overscan: 15, scrollPaddingStart: 36, scrollPaddingEnd: 36 });
  useEffect(() => virtual.measure(), [height, virtual]);
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  const { hasNext, fetching, loadMore } = found;
  useEffect(() => {
    if (hasNext && !fetching && rows.length > 0 && last > rows.length - 150) loadMore();
  }, [last, rows.length, hasNext, fetching, loadMore]);
  // Another list begins at its head.
  const first = rows[0]?.id;
  useEffect(() => {
    setPlace((before) => (before.row >= rows.length ? { ...before, row: rows.length - 1 } : before));
  }, [first, rows.length]);
  const canEdit = useCallback((field: Field) => editable(type, field), [type]);
  const go = (next: Place) => {
    setPlace(next);
    if (next.row >= 0) virtual.scrollToIndex(next.row, { align: 'auto' });
    box.current?.querySelector(`#${CSS.escape(`${id}-${next.row}-${next.column}`)}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    grid.current?.focus({ preventScroll: true });
  };
  const select = useCallback((index: number, range: boolean) => selection.toggle(rows, index, range), [selection, rows]);
  const edit = useCallback((row: number, column: number) => {
    setPlace({ row, column });
    setEditing(rows[row] ?? null);
  }, [rows]);
  const edited = (row: number, column: number, value: unknown, step: -1 | 0 | 1) => {
    const began = editing;
    const field = columns[column];
    setEditing(null);
    if (began && field && value !== undefined) {
      const now = rows.find((one) => one.id === began.id);
      // Where somebody else changed this very value, the host is asked with the old version, and refuses.
      void change(now && now[field.name] === began[field.name] ? now : began, { [field.name]: value });
    }
    if (step === 0) return void setTimeout(() => grid.current?.focus({ preventScroll: true }));
    for (let next = column + step; columns[next]; next += step) {
      if (canEdit(columns[next]!)) return edit(row, next);
    }
    grid.current?.focus({ preventScroll: true });
  };
  const key = (event: KeyboardEvent): boolean => {
    if (editing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 400) / height) - 3);
    const record = rows[place.row];
    const next = move(event.key, place, rows.length, columns.length, page);
    if (next) {
      if (event.shiftKey && selectable && next.row !== place.row) selection.toggle(rows, next.row, true);
      go(next);
    } else if (event.key === 'Enter' && record) onOpen(record);
    else if ((event.key === 'x' || event.key === ' ') && record && selectable) selection.toggle(rows, place.row, false);
    else if ((event.key === 'e' || event.key === 'F2') && record) {
      const wanted = columns[place.column];
      const column = wanted && canEdit(wanted) ? place.column : columns.findIndex(canEdit);
      if (column >= 0) edit(place.row, column);
    } else if (event.key === 'Escape' && selection.count > 0) selection.clear();
    else return false;
    event.preventDefault();
    return true;
  };
  useImperativeHandle(props.handle, () => ({ key }));
  const shown = printing ? rows.map((_, index) => ({ index, start: 0, end: 0 })) : drawn;
  const before = printing ? 0 : (shown[0]?.start ?? 0);
  const after = printing ? 0 : virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const width = (field: Field) => dragged[field.name] ?? props.widths[field.name] ?? usualWidth(type, field);
  const cells = columns.length + (selectable ? 1 : 0);
  const active = place.row >= 0 && shown.some((one) => one.index === place.row) ? `${id}-${place.row}-${place.column}` : undefined;
  const whole = columns.reduce((sum, one) => sum + width(one), selectable ? 36 : 0);
  return (
    <div ref={box} className={`records-box${found.stale ? ' records-stale' : ''}`} style={{ maxHeight: room, ['--row' as string]: `${height}px` }}>
      <table
        ref={grid} tabIndex={0} className="records-grid" role="grid" aria-label={type.label}
        aria-rowcount={found.more || found.total === undefined ? -1 : found.total + 1} aria-colcount={cells}
        aria-multiselectable={selectable || undefined} aria-busy={found.fetching} aria-activedescendant={active} style={{ minWidth: whole }}
      >
        <colgroup>
          {selectable && <col className="box" style={{ width: 36 }} />}
          {columns.map((one) => <col key={one.name} style={{ width: width(one) }} />)}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {selectable && (
              <th scope="col" className="box">
                <label>
                  <input
                    type="checkbox" aria-label={t('records-list-select-page')} checked={selection.every(rows)}
                    ref={(input) => { if (input) input.indeterminate = selection.count > 0 && !selection.every(rows); }}
                    onChange={() => selection.page(rows)}
                  />
                </label>
              </th>
            )}
            {columns.map((field, index) => (
              <Head
                key={field.name} field={field} index={index + (selectable ? 2 : 1)} sort={sort} width={width(field)} onSort={onSort}
                onWidth={(name, wide, done) => {
                  setDragged((all) => ({ ...all, [name]: wide }));
                  if (done) props.onWidth(name, Math.round(wide));
                }}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr className="space" aria-hidden><td colSpan={cells} style={{ height: before }} /></tr>}
          {shown.map(({ index }) => {
            const record = rows[index];
            return record && (
              <Row
                key={record.id} id={`${id}-${index}`} type={type.name} title={type.title} record={record} columns={columns} titles={found.titles} index={index}
                current={editing ? (editing.id === record.id ? place.column : -1) : place.row === index ? place.column : -1} selected={selection.has(record.id)} selectable={selectable}
                editing={editing?.id === record.id} canEdit={canEdit} onSelect={select} onOpen={onOpen} onEdit={edit} onEdited={edited}
              />
            );
          })}
          {after > 0 && <tr className="space" aria-hidden><td colSpan={cells} style={{ height: after }} /></tr>}
        </tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </div>
  );
}
