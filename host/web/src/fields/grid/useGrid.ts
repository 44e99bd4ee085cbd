// The state of a line grid: which cell is entered, what is still being looked up, and every change of its rows.
import { useCallback, useEffect, useRef, useState } from 'react';

import { useFormat } from '@/i18n';
import { today } from '@/i18n/format';

import { useFind } from '../lookup';
import { isTable, meaning, parseTable } from './paste';
import { blank, type GridColumn, type GridRow, isBlank, type LineGridProps } from './types';

export interface Place {
  row: number;
  column: number;
}

/** A typed text that is no value yet: looked up at the host, or not understood. */
export interface Pending {
  text: string;
  wrong?: string;
}

export interface Grid {
  keys: number[];
  active: Place | null;
  pending: Record<string, Pending>;
  enter: (place: Place | null) => void;
  set: (row: number, column: GridColumn, value: unknown) => void;
  /** Takes a text as typed into a cell; references are looked up while the reader goes on. */
  take: (row: number, column: GridColumn, text: string) => void;
  /** `true` when the text was a table and went into many cells. */
  paste: (place: Place, text: string) => boolean;
  insert: (at: number) => void;
  remove: (row: number) => void;
  copyDown: (place: Place) => void;
  /** To the cell after or before; `false` where the grid ends. */
  move: (place: Place, step: 1 | -1) => boolean;
  down: (place: Place) => void;
}

export const cellKey = (key: number, name: string) => `${key} ${name}`;

export function useGrid(props: LineGridProps): Grid {
  const { language } = useFormat();
  const find = useFind();
  const latest = useRef(props);
  const rows = useRef(props.rows);
  latest.current = props;
  rows.current = props.rows;
  const counter = useRef(0);
  const keys = useRef<number[]>([]);
  // Rows that came or went from outside are matched from the top.
  while (keys.current.length < props.rows.length) keys.current.push((counter.current += 1));
  keys.current.length = props.rows.length;
  const [active, enter] = useState<Place | null>(null);
  const [pending, setPending] = useState<Record<string, Pending>>({});
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);

  const change = useCallback((next: GridRow[]) => {
    rows.current = next;
    latest.current.onChange(next);
  }, []);

  const settled = useCallback((row: GridRow, name: string, value: unknown): GridRow => {
    const next = { ...row, [name]: value };
    return latest.current.settle ? latest.current.settle(next, name, rows.current) : next;
  }, []);

  const note = useCallback((key: string, what: Pending | null) => {
    if (!alive.current) return;
    setPending((before) => {
      if (!what && !(key in before)) return before;
      const after = { ...before };
      if (what) after[key] = what;
      else delete after[key];
      return after;
    });
  }, []);

  const set = useCallback((row: number, column: GridColumn, value: unknown) => {
    const name = column.field.name;
    const now = rows.current[row];
    if (!now) return;
    note(cellKey(keys.current[row]!, name), null);
    if (Object.is(now[name] ?? null, value ?? null)) return;
    change(rows.current.map((one, index) => (index === row ? settled(one, name, value) : one)));
  }, [change, note, settled]);

  const take = useCallback((row: number, column: GridColumn, text: string) => {
    const { field } = column;
    const means = meaning(field, text, language, today());
    const key = keys.current[row]!;
    const cell = cellKey(key, field.name);
    if ('value' in means) return set(row, column, means.value);
    if ('wrong' in means) return note(cell, { text, wrong: means.wrong });
    note(cell, { text });
    const filter = column.filter?.(rows.current[row] ?? {}) ?? [];
    find(field.to!, filter, means.find).then(
      (found) => {
        const at = keys.current.indexOf(key);
        if (at < 0 || !alive.current) return;
        if (found) set(at, column, found.value);
        else note(cell, { text, wrong: 'grid-not-found' });
      },
      () => note(cell, { text, wrong: 'grid-not-asked' }),
    );
  }, [find, language, note, set]);

  const made = useCallback(() => {
    const { newRow, columns } = latest.current;
    return newRow ? newRow(rows.current) : blank(columns);
  }, []);

  const fixed = () => latest.current.readonly || latest.current.fixedRows;

  const insert = useCallback((at: number) => {
    if (fixed()) return;
    keys.current.splice(at, 0, (counter.current += 1));
    change([...rows.current.slice(0, at), made(), ...rows.current.slice(at)]);
  }, [change, made]);

  const remove = useCallback((row: number) => {
    if (fixed()) return;
    const [key] = keys.current.splice(row, 1);
    setPending((before) => Object.fromEntries(Object.entries(before).filter(([cell]) => !cell.startsWith(`${key} `))));
    change(rows.current.filter((_, index) => index !== row));
  }, [change]);

  const paste = useCallback((place: Place, text: string): boolean => {
    if (!isTable(text)) return false;
    const table = parseTable(text);
    const { columns } = latest.current;
    const next = [...rows.current];
    const later: [number, GridColumn, string][] = [];
    table.forEach((cells, down) => {
      const at = place.row + down;
      if (at >= next.length) {
        if (fixed()) return;
        keys.current.push((counter.current += 1));
        next.push(made());
      }
      cells.forEach((cell, across) => {
        const column = columns[place.column + across];
        if (!column || !writable(column, latest.current)) return;
        const means = meaning(column.field, cell, language, today());
        if ('value' in means) {
          next[at] = settled(next[at]!, column.field.name, means.value);
          note(cellKey(keys.current[at]!, column.field.name), null);
        } else later.push([at, column, cell]);
      });
    });
    change(next);
    for (const one of later) take(...one);
    return true;
  }, [change, language, made, note, settled, take]);

  const copyDown = useCallback((place: Place) => {
    const column = latest.current.columns[place.column];
    const above = rows.current[place.row - 1];
    if (column && above && writable(column, latest.current)) set(place.row, column, above[column.field.name] ?? null);
  }, [set]);

  const down = useCallback((place: Place) => {
    const { columns } = latest.current;
    if (place.row + 1 < rows.current.length) return enter({ ...place, row: place.row + 1 });
    const last = rows.current[place.row];
    // An empty last line is not followed by another one.
    if (fixed() || !last || isBlank(last, columns)) return;
    insert(rows.current.length);
    enter({ row: rows.current.length - 1, column: firstWritable(latest.current) });
  }, [insert]);

  const move = useCallback((place: Place, step: 1 | -1): boolean => {
    const { columns } = latest.current;
    let { row, column } = place;
    for (;;) {
      column += step;
      if (column < 0 || column >= columns.length) {
        row += step;
        if (row < 0) return false;
        if (row >= rows.current.length) {
          const last = rows.current[place.row];
          if (fixed() || !last || isBlank(last, columns)) return false;
          down({ row: rows.current.length - 1, column: 0 });
          return true;
        }
        column = step > 0 ? 0 : columns.length - 1;
      }
      if (writable(columns[column]!, latest.current)) {
        enter({ row, column });
        return true;
      }
    }
  }, [down]);

  return { keys: keys.current, active, pending, enter, set, take, paste, insert, remove, copyDown, move, down };
}

export const writable = (column: GridColumn, props: Pick<LineGridProps, 'readonly'>): boolean =>
  !props.readonly && !column.readonly && !column.compute && !column.field.readonly;

export function firstWritable(props: LineGridProps): number {
  const found = props.columns.findIndex((one) => writable(one, props));
  return found < 0 ? 0 : found;
}
