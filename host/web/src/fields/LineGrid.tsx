// Lines as a spreadsheet: keys, paste, exact sums; on a phone each line is a card. Knows no record type.
import { Box, Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef } from 'react';

import { useFormat, useT } from '@/i18n';

import { useCurrency } from './currency';
import { GridCards } from './grid/GridCards';
import { GridLine } from './grid/GridLine';
import styles from './grid/grid.module.css';
import { total, totals } from './grid/sums';
import { type GridColumn, type LineGridProps, valueOf } from './grid/types';
import { firstWritable, type Grid, type Place, useGrid } from './grid/useGrid';
import { usePhone } from './phone';
import { isFigure } from './Show';

export type { GridColumn, GridRow, LineGridProps } from './grid/types';

export function LineGrid(props: LineGridProps) {
  const grid = useGrid(props);
  const phone = usePhone();
  const open = Object.keys(grid.pending).length;
  const { onUnsettled } = props;
  useEffect(() => onUnsettled?.(open), [open, onUnsettled]);
  return phone ? <GridCards {...props} grid={grid} foot={<Sums {...props} />} /> : <Sheet {...props} grid={grid} />;
}

const none: Record<string, string> = {};

/** Sentences of one line by column; the empty name is the whole line. */
export function mistakesOf(errors: Record<string, string> | undefined, index: number): Record<string, string> {
  const found = Object.entries(errors ?? none).flatMap(([pointer, sentence]) => {
    const [row, name = ''] = pointer.split('/');
    return row === String(index) ? [[name, sentence] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : none;
}

function Sheet(props: LineGridProps & { grid: Grid }) {
  const { label, columns, rows, errors, document: held, readonly = false, fixedRows = false, grid } = props;
  const t = useT();
  const id = useId();
  const table = useRef<HTMLTableElement>(null);
  const removable = !readonly && !fixedRows;
  const { active } = grid;
  // A cell that nothing can be typed into takes the focus itself.
  useEffect(() => {
    if (!active) return;
    const cell = table.current?.querySelector<HTMLElement>(`[aria-rowindex="${active.row + 2}"] [aria-colindex="${active.column + 2}"]`);
    if (cell?.tabIndex === 0) cell.focus();
  }, [active]);
  const leave = () =>
    setTimeout(() => {
      if (table.current && !table.current.contains(document.activeElement)) grid.enter(null);
    }, 0);
  return (
    <Box>
      <div className={styles.scroll}>
        <table
          ref={table} role="grid" aria-label={label} aria-rowcount={rows.length + 1} aria-colcount={columns.length + 1} className={styles.table}
          onBlur={leave}
          onKeyDown={(event) => active && keys(event, active, grid, props)}
          onPaste={(event: ClipboardEvent) => {
            if (active && !readonly && grid.paste(active, event.clipboardData.getData('text/plain'))) event.preventDefault();
          }}
        >
          <thead>
            <tr>
              <th scope="col" className={styles.number}><span aria-hidden>#</span><VisuallyHidden>{t('grid-line')}</VisuallyHidden></th>
              {columns.map(({ field, width, compute }) => (
                <th key={field.name} scope="col" className={isFigure(field) ? styles.end : undefined} title={field.help || undefined} style={{ minWidth: width ?? widthOf(field.kind), width }}>
                  {field.label}{field.required && !readonly && !compute && <Text span c="var(--mantine-color-error)" aria-hidden> *</Text>}
                </th>
              ))}
              {removable && <th className={`${styles.tool} no-print`}><VisuallyHidden>{t('remove')}</VisuallyHidden></th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <GridLine
                key={grid.keys[index]} index={index} rowKey={grid.keys[index]!} row={row} columns={columns} id={id}
                values={columns.map((column) => valueOf(column, row, rows))}
                entered={active?.row === index ? active.column : null} door={!active && index === 0 && !readonly}
                pending={grid.pending} mistakes={mistakesOf(errors, index)} document={held} readonly={readonly} removable={removable} grid={grid}
              />
            ))}
          </tbody>
          <Foot {...props} removable={removable} />
        </table>
      </div>
      <AddLine {...props} grid={grid} />
    </Box>
  );
}

export function AddLine({ rows, readonly, fixedRows, grid, ...props }: LineGridProps & { grid: Grid }) {
  const t = useT();
  if (readonly) return rows.length === 0 ? <Text size="sm" c="dimmed" py={6}>{t('grid-empty')}</Text> : null;
  if (fixedRows) return null;
  return (
    <Group className={styles.add} mt={4} gap="md">
      <Button
        variant="subtle" leftSection={<IconPlus size={14} aria-hidden />} aria-label={t('grid-add-to', { label: props.label })}
        onClick={() => {
          grid.insert(rows.length);
          grid.enter({ row: rows.length, column: firstWritable({ ...props, rows, readonly }) });
        }}
      >
        {t('grid-add')}
      </Button>
      {grid.active && <Text size="xs" c="dimmed" visibleFrom="md">{t('grid-keys')}</Text>}
    </Group>
  );
}

const widthOf = (kind: GridColumn['field']['kind']) =>
  ({ bool: 60, integer: 80, percent: 90, decimal: 110, money: 120, day: 120, instant: 180, choice: 120, reference: 190, 'long-text': 200 } as Record<string, number>)[kind] ?? 130;

function Foot({ columns, rows, sums = [], document, removable }: LineGridProps & { removable: boolean }) {
  const t = useT();
  const written = useSums({ columns, rows, document });
  if (sums.length === 0) return null;
  return (
    <tfoot>
      <tr>
        <td aria-label={t('grid-sum')}>Σ</td>
        {columns.map((column) => (
          <td key={column.field.name} className={styles.end}>
            {sums.includes(column.field.name) && written(column).map((one) => <div key={one}>{one}</div>)}
          </td>
        ))}
        {removable && <td className="no-print" />}
      </tr>
    </tfoot>
  );
}

/** Sums as a list under the cards of a phone. */
function Sums({ columns, rows, sums = [], document }: LineGridProps) {
  const written = useSums({ columns, rows, document });
  return (
    <>
      {columns.filter((one) => sums.includes(one.field.name)).map((column) => (
        <Group key={column.field.name} justify="space-between" py={2}>
          <Text size="sm" fw={600}>Σ {column.field.label}</Text>
          <Text size="sm" fw={600} className="figure">{written(column).join(' · ')}</Text>
        </Group>
      ))}
    </>
  );
}

function useSums({ columns: _, rows, document }: Pick<LineGridProps, 'columns' | 'rows' | 'document'>): (column: GridColumn) => string[] {
  const format = useFormat();
  const currency = useCurrency();
  return (column) =>
    column.field.kind === 'money'
      ? totals(rows, (row) => valueOf(column, row, rows), (row) => currency(column.field, row, document)).map((one) => format.money(one.sum, one.currency))
      : [format.quantity(total(rows.map((row) => valueOf(column, row, rows))))];
}

/** Keys of a spreadsheet. What an open list of choices needs, it has taken before. */
function keys(event: KeyboardEvent, place: Place, grid: Grid, { rows, readonly, columns }: LineGridProps): void {
  if (event.defaultPrevented || event.nativeEvent.isComposing || readonly) return;
  const done = () => {
    event.preventDefault();
    event.stopPropagation();
  };
  const mod = event.ctrlKey || event.metaKey;
  const target = event.target as HTMLElement;
  const input = target instanceof HTMLInputElement && target.type !== 'checkbox' ? target : target instanceof HTMLTextAreaElement ? target : null;
  const many = target instanceof HTMLTextAreaElement && target.value.includes('\n');
  const rtl = getComputedStyle(target).direction === 'rtl';
  switch (event.key) {
    case 'Tab':
      if (!mod && !event.altKey && grid.move(place, event.shiftKey ? -1 : 1)) done();
      return;
    case 'Enter':
      if (mod) {
        grid.insert(place.row + 1);
        grid.enter({ row: place.row + 1, column: place.column });
      } else if (event.shiftKey && target instanceof HTMLTextAreaElement) return;
      else grid.down(place);
      return done();
    case 'ArrowUp':
    case 'ArrowDown': {
      const row = place.row + (event.key === 'ArrowDown' ? 1 : -1);
      if (mod || event.shiftKey || event.altKey || many || row < 0 || row >= rows.length) return;
      grid.enter({ ...place, row });
      return done();
    }
    case 'ArrowLeft':
    case 'ArrowRight': {
      if (mod || event.shiftKey || event.altKey) return;
      const forward = (event.key === 'ArrowRight') !== rtl;
      if (input) {
        const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
        const edge = forward ? input.selectionStart === input.value.length : input.selectionEnd === 0;
        if (!whole && !edge) return;
      }
      const column = place.column + (forward ? 1 : -1);
      if (column < 0 || column >= columns.length) return;
      grid.enter({ ...place, column });
      return done();
    }
    case 'd':
    case 'D':
      if (!mod) return;
      grid.copyDown(place);
      return done();
    case 'Delete':
      if (!mod) return;
      grid.remove(place.row);
      grid.enter(rows.length > 1 ? { ...place, row: Math.min(place.row, rows.length - 2) } : null);
      return done();
    case 'Escape':
      grid.enter(null);
      return;
  }
}
