// What a line grid is told.
import type { Field } from '@/api/meta';

export type GridRow = Record<string, unknown>;

export interface GridColumn {
  field: Field;
  /** Pixels; without it by kind. */
  width?: number;
  readonly?: boolean;
  /** What the cell shows is worked out of its row, never typed and never kept. */
  compute?: (row: GridRow, rows: GridRow[]) => unknown;
  /** Conditions on what a reference can be, `field:operator:value`. */
  filter?: (row: GridRow) => string[];
}

export interface LineGridProps {
  /** What the lines are, for those who cannot see them: "Lines". */
  label: string;
  columns: GridColumn[];
  rows: GridRow[];
  onChange: (rows: GridRow[]) => void;
  /** Sentences by row and column: `3/account`, or `3` for the whole row. */
  errors?: Record<string, string>;
  /** What a new row begins with; without it, the defaults of its columns. */
  newRow?: (rows: GridRow[]) => GridRow;
  /** Names of columns that are added up in the footer, exactly and by currency. */
  sums?: string[];
  /** Other cells that follow from the one that changed: an item brings its unit. */
  settle?: (row: GridRow, changed: string, rows: GridRow[]) => GridRow;
  /** The document whose lines these are: amounts find their currency there when their row has none. */
  document?: Record<string, unknown>;
  readonly?: boolean;
  /** How many cells are still looked up, or not understood: wait for none before saving. */
  onUnsettled?: (count: number) => void;
  /** No rows can be added or removed, cells can be changed. */
  fixedRows?: boolean;
}

/** What a cell holds: kept, or worked out. */
export const valueOf = (column: GridColumn, row: GridRow, rows: GridRow[]): unknown =>
  column.compute ? column.compute(row, rows) : row[column.field.name];

/** A new row of the defaults of its columns. */
export function blank(columns: GridColumn[]): GridRow {
  const row: GridRow = {};
  for (const { field, compute } of columns) {
    if (!compute) row[field.name] = field.default ?? (field.kind === 'bool' ? false : null);
  }
  return row;
}

/** Whether nothing was entered in a row yet. */
export function isBlank(row: GridRow, columns: GridColumn[]): boolean {
  return columns.every(({ field, compute }) => {
    const value = row[field.name];
    return compute || value === null || value === undefined || value === '' || value === false || value === (field.default ?? null);
  });
}
