// The cells of a file, as a grid from the keyboard: arrows move, Enter or typing mends, Escape leaves as it was. Only rows in sight are drawn.
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

import { usePhone } from '@/fields/phone';
import { useFormat, useT } from '@/i18n';

import classes from './cells.module.css';
import type { Table } from './csv';
import type { Finding } from './source';
import { cellKey } from './wizard';

export interface CellGridProps {
  label: string;
  table: Table;
  /** Places in `table.rows` that are shown. */
  rows: number[];
  findings: Map<string, Finding[]>;
  /** Headers that go nowhere. */
  out: Set<string>;
  touched: Set<string>;
  /** Mends a cell; without it the cells can only be read. */
  mend?: (index: number, column: number, text: string) => void;
}

const kindOf = (found: Finding[]) => (found.some((one) => one.severity === 'error') ? classes.error : found.length > 0 ? classes.unresolved : '');

export function CellGrid({ label, table, rows, findings, out, touched, mend }: CellGridProps) {
  const t = useT();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState({ line: 0, column: 0 });
  const [text, setText] = useState<string | null>(null);
  const focusing = useRef(false);
  const phone = usePhone();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (line) => (findings.size > 0 && table.headers.some((header) => findings.has(cellKey(table.rows[rows[line]!]!.row, header))) ? 84 : 34),
    getItemKey: (line) => rows[line]!,
    overscan: 10,
  });
  const shown = virtual.getVirtualItems();
  const line = Math.min(at.line, rows.length - 1);

  // The cell that was moved to is drawn before it can have the focus.
  useEffect(() => {
    if (!focusing.current || text !== null) return;
    const cell = box.current?.querySelector<HTMLElement>(`[data-line="${line}"][data-column="${at.column}"]`);
    if (!cell) return;
    focusing.current = false;
    cell.focus();
  });

  const move = (to: { line: number; column: number }) => {
    const next = { line: Math.max(0, Math.min(rows.length - 1, to.line)), column: Math.max(0, Math.min(table.headers.length - 1, to.column)) };
    focusing.current = true;
    virtual.scrollToIndex(next.line);
    setAt(next);
  };
  const begin = (first?: string) => {
    if (mend) setText(first ?? table.rows[rows[line]!]!.cells[at.column]!);
  };
  const end = (save: boolean, step?: 'line' | 'column' | 'back') => {
    if (text !== null && save) mend?.(rows[line]!, at.column, text);
    setText(null);
    if (step === 'line') move({ line: line + 1, column: at.column });
    else if (step) move({ line, column: at.column + (step === 'back' ? -1 : 1) });
    else move({ line, column: at.column });
  };
  const keys = (event: KeyboardEvent) => {
    if (text !== null) return;
    const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1;
    const steps: Record<string, [number, number]> = {
      ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, forward], ArrowLeft: [0, -forward], PageDown: [12, 0], PageUp: [-12, 0],
    };
    const step = steps[event.key];
    if (step) move({ line: line + step[0], column: at.column + step[1] });
    else if (event.key === 'Home') move({ line: event.ctrlKey ? 0 : line, column: 0 });
    else if (event.key === 'End') move({ line: event.ctrlKey ? rows.length - 1 : line, column: table.headers.length - 1 });
    else if (event.key === 'Enter' || event.key === 'F2') begin();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) begin(event.key);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={box} className={classes.box}>
      <div
        role="grid" aria-label={label} aria-rowcount={rows.length + 1} aria-colcount={table.headers.length + 1} aria-readonly={!mend}
        className={classes.grid} onKeyDown={keys}
      >
        <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.head}`}>
          <div role="columnheader" className={classes.number}>{t('import-row')}</div>
          {table.headers.map((header, column) => (
            <div role="columnheader" key={column} className={`${classes.cell} ${out.has(header) ? classes.out : ''}`}>{header}</div>
          ))}
        </div>
        <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
          {shown.map((item) => {
            const row = table.rows[rows[item.index]!]!;
            const of = (header: string) => (touched.has(cellKey(row.row, header)) ? [] : findings.get(cellKey(row.row, header)) ?? []);
            // On a phone most cells are out of sight: what is wrong with them stands under the row, too.
            const told = phone ? table.headers.flatMap((header) => of(header).map((one) => ({ ...one, message: `${header}: ${one.message}` }))) : [];
            const whole = [...findings.get(cellKey(row.row, '')) ?? [], ...told];
            return (
              <div
                key={item.key} ref={virtual.measureElement} data-index={item.index} className={classes.line}
                style={{ transform: `translateY(${item.start}px)` }} role="presentation"
              >
                <div role="row" aria-rowindex={item.index + 2} className={classes.row}>
                  <div role="rowheader" className={`${classes.number} ${whole.length > 0 ? kindOf(whole) : ''}`}>{format.decimal(row.row)}</div>
                  {row.cells.map((cell, column) => {
                    const header = table.headers[column]!;
                    const key = cellKey(row.row, header);
                    const mended = touched.has(key);
                    const found = of(header);
                    const current = item.index === line && column === at.column;
                    return (
                      <div
                        role="gridcell" key={column} data-line={item.index} data-column={column} tabIndex={current && text === null ? 0 : -1}
                        aria-invalid={found.some((one) => one.severity === 'error') || undefined}
                        className={`${classes.cell} ${out.has(header) ? classes.out : ''} ${mend ? classes.can : ''} ${mended ? classes.mended : kindOf(found)}`}
                        onFocus={(event) => event.target === event.currentTarget && setAt({ line: item.index, column })}
                        onClick={() => { if (!(current && text !== null)) { setAt({ line: item.index, column }); if (mend) setText(cell); } }}
                      >
                        {current && text !== null ? (
                          <input
                            className={classes.input} autoFocus value={text} aria-label={t('import-cell', { column: header, row: row.row })}
                            onChange={(event) => setText(event.currentTarget.value)}
                            onBlur={() => { if (text !== cell) mend?.(rows[item.index]!, column, text); setText(null); }}
                            onKeyDown={(event) => {
                              if (event.key === 'Enter') end(true, 'line');
                              else if (event.key === 'Tab') end(true, event.shiftKey ? 'back' : 'column');
                              else if (event.key === 'Escape') end(false);
                              else return;
                              event.preventDefault();
                              event.stopPropagation();
                            }}
                          />
                        ) : cell || '\u00a0'}
                        {mended && <Why text={t('import-mended')} />}
                        {!phone && found.map((one, index) => <Why key={index} text={one.message} wrong={one.severity === 'error'} />)}
                      </div>
                    );
                  })}
                </div>
                {whole.map((one, index) => (
                  <div key={index} className={classes.whole}><Why text={one.message} wrong={one.severity === 'error'} /></div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Why({ text, wrong = false }: { text: string; wrong?: boolean }) {
  return (
    <div className={`${classes.why} ${wrong ? classes.wrong : classes.mild}`}>
      {wrong ? <IconAlertTriangle size={14} aria-hidden /> : <IconInfoCircle size={14} aria-hidden />}
      <span>{text}</span>
    </div>
  );
}
