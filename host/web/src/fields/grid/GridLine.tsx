// One line of a grid: its cells as they are read, the entered one as it is typed.
import { ActionIcon, Checkbox, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { memo } from 'react';

import { useT } from '@/i18n';
import { useTitle } from '@/records/titles';

import { isFigure, ShowValue } from '../Show';
import { CellEditor } from './CellEditor';
import styles from './grid.module.css';
import type { GridColumn, GridRow } from './types';
import { cellKey, type Grid, type Pending, writable } from './useGrid';

export interface GridLineProps {
  index: number;
  rowKey: number;
  row: GridRow;
  columns: GridColumn[];
  /** What the cells hold, in the order of the columns. */
  values: unknown[];
  /** The column that is entered in this line. */
  entered: number | null;
  /** The cell by which Tab comes into the grid, where none is entered. */
  door: boolean;
  pending: Record<string, Pending>;
  mistakes: Record<string, string>;
  document?: Record<string, unknown>;
  readonly: boolean;
  removable: boolean;
  id: string;
  grid: Pick<Grid, 'enter' | 'set' | 'take' | 'remove'>;
}

export const GridLine = memo(Line, (a, b) =>
  a.row === b.row && a.index === b.index && a.entered === b.entered && a.door === b.door && a.columns === b.columns && a.document === b.document
  && a.readonly === b.readonly && a.removable === b.removable && a.rowKey === b.rowKey
  && same(a.values, b.values) && same(Object.values(ofRow(a)), Object.values(ofRow(b))) && JSON.stringify(a.mistakes) === JSON.stringify(b.mistakes));

const same = (a: unknown[], b: unknown[]) => a.length === b.length && a.every((one, index) => Object.is(one, b[index]));

function ofRow({ pending, rowKey }: GridLineProps): Record<string, Pending> {
  return Object.fromEntries(Object.entries(pending).filter(([key]) => key.startsWith(`${rowKey} `)));
}

function Line({ index, rowKey, row, columns, values, entered, door, pending, mistakes, document, readonly, removable, id, grid }: GridLineProps) {
  const t = useT();
  const told = `${id}-told-${index}`;
  const unsettled = (name: string) => pending[cellKey(rowKey, name)];
  const sentences = [
    ...new Set([
      ...Object.values(mistakes),
      ...columns.flatMap(({ field }) => {
        const one = unsettled(field.name);
        return one?.wrong ? [t('grid-wrong', { label: field.label, why: t(one.wrong, { text: one.text }) })] : [];
      }),
    ]),
  ];
  return (
    <>
      <tr aria-rowindex={index + 2}>
        <td role="rowheader" className={styles.number}>{index + 1}</td>
        {columns.map((column, at) => {
          const { field } = column;
          const open = unsettled(field.name);
          const wrong = Boolean(mistakes[field.name] || open?.wrong);
          const active = entered === at;
          const can = writable(column, { readonly });
          const place = { row: index, column: at };
          return (
            <td
              key={field.name}
              role="gridcell"
              aria-colindex={at + 2}
              aria-readonly={!can || undefined}
              aria-invalid={wrong || undefined}
              aria-describedby={wrong && sentences.length > 0 ? told : undefined}
              tabIndex={active && can ? -1 : (active || (door && at === columns.findIndex((one) => writable(one, { readonly })))) ? 0 : -1}
              className={`${active && can ? styles.active : ''} ${wrong ? styles.wrong : ''}`}
              // The press itself would move the focus on after the editor took it.
              onMouseDown={(event) => {
                if (active || readonly || event.button !== 0 || (event.target as HTMLElement).closest('input, a, button')) return;
                event.preventDefault();
                grid.enter(place);
              }}
              onFocus={(event) => event.target === event.currentTarget && !active && !readonly && grid.enter(place)}
            >
              {active && can ? (
                <CellEditor
                  column={column} row={row} value={values[at]} unsettled={open?.text} label={t('grid-cell', { label: field.label, line: index + 1 })} wrong={wrong}
                  describedBy={wrong && sentences.length > 0 ? told : undefined}
                  onSet={(value) => grid.set(index, column, value)}
                  onTake={(text) => grid.take(index, column, text)}
                />
              ) : (
                <div className={`${styles.cell} ${isFigure(field) ? styles.figure : ''} ${field.kind === 'long-text' ? styles.long : ''} ${!can && !readonly ? styles.closed : ''}`}>
                  {open ? <Text span size="sm" c={open.wrong ? 'var(--mantine-color-error)' : 'dimmed'} fs="italic">{open.text}</Text>
                    : <CellShown column={column} value={values[at]} row={row} document={document} links={readonly} label={t('grid-cell', { label: field.label, line: index + 1 })} onTick={can ? (value) => grid.set(index, column, value) : undefined} />}
                </div>
              )}
            </td>
          );
        })}
        {removable && (
          <td className={`${styles.tool} no-print`}>
            <ActionIcon variant="subtle" color="gray" mt={5} tabIndex={-1} aria-label={t('grid-remove', { line: index + 1 })} onClick={() => grid.remove(index)}>
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          </td>
        )}
      </tr>
      {sentences.length > 0 && (
        <tr className={styles.told}>
          <td colSpan={columns.length + 1 + (removable ? 1 : 0)}>
            <Text id={told} size="xs" c="var(--mantine-color-error)" role="alert">{sentences.join(' ')}</Text>
          </td>
        </tr>
      )}
    </>
  );
}

/** A cell as it is read. Where lines are typed, references are words and no links: a click enters the cell. */
function CellShown({ column: { field }, value, row, document, links, label, onTick }: {
  column: GridColumn; value: unknown; row: GridRow; document?: Record<string, unknown>; links: boolean; label: string; onTick?: (value: boolean) => void;
}) {
  if (field.kind === 'bool' && onTick) {
    return <Checkbox tabIndex={-1} aria-label={label} checked={value === true} onChange={(event) => onTick(event.currentTarget.checked)} />;
  }
  if (field.kind === 'reference' && !links) return <Title type={field.to!} id={(value as string | null) ?? null} />;
  return <ShowValue field={field} value={value} document={field.kind === 'money' ? undefined : { ...document, ...row }} />;
}

function Title({ type, id }: { type: string; id: string | null }) {
  const title = useTitle(type, id);
  return <>{id ? title ?? (title === null ? id.slice(0, 8) : '…') : ''}</>;
}
