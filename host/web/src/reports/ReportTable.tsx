// A report's rows as a table: a tree by level that folds, figures that lead to what they are made of, totals at its foot.
import { ActionIcon, Group, Table } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';

import { Go, recordPath } from '@/app/navigation';
import { useFormat, useT } from '@/i18n';

import { type Cell, type ColumnKind, filled, follow, type Report, type Row, visible } from './report';
import './reports.css';
import { useWords } from './words';

const isFigure = (kind: ColumnKind) => kind !== 'text' && kind !== 'day' && kind !== 'instant';

/** `figure` names the column whose total the reader came to check. */
export function ReportTable({ report, levels, figure }: { report: Report; levels: number; figure?: string }) {
  const t = useT();
  const words = useWords();
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const columns = useMemo(() => filled(report), [report]);
  const rows = useMemo(() => visible(report.rows, folded, opened, levels), [report, folded, opened, levels]);
  const toggle = (index: number, row: Row) => {
    const [set, change] = row.level + 1 >= levels ? [opened, setOpened] as const : [folded, setFolded] as const;
    const next = new Set(set);
    if (!next.delete(index)) next.add(index);
    change(next);
  };
  // The chevron stands before the first text that a row says.
  const first = (row: Row) => columns.find((index) => row.cells[index]?.value !== undefined) ?? columns[0]!;
  const hasTotals = columns.some((index) => report.totals[index]?.value !== undefined);
  return (
    <div className="report-box" role="region" aria-label={words.title(report.name, report.title)} tabIndex={0}>
      <Table className="report" verticalSpacing={3} highlightOnHover aria-label={words.title(report.name, report.title)}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((index) => {
              const column = report.columns[index]!;
              return <Table.Th key={column.name} scope="col" ta={isFigure(column.kind) ? 'end' : undefined}>{column.title}</Table.Th>;
            })}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ row, index, open }) => (
            <Table.Tr key={index} data-kind={row.kind} data-level={Math.min(row.level, 5)}>
              {columns.map((at) => {
                const shown = <ShowCell report={report} row={row} index={at} />;
                if (at !== first(row)) return <Table.Td key={at} ta={isFigure(report.columns[at]!.kind) ? 'end' : undefined}>{shown}</Table.Td>;
                return (
                  <Table.Td key={at} className="report-first">
                    <Group gap={2} wrap="nowrap" className={`report-level-${Math.min(row.level, 5)}`}>
                      {open === null ? <span className="report-no-fold" /> : (
                        <ActionIcon
                          variant="subtle" color="gray" size={24} className="no-print" aria-expanded={open}
                          aria-label={t(open ? 'reports-fold' : 'reports-unfold', { name: words.text(report, row, at) })} onClick={() => toggle(index, row)}
                        >
                          {open ? <IconChevronDown size={14} /> : <IconChevronRight size={14} className="report-turn" />}
                        </ActionIcon>
                      )}
                      {shown}
                    </Group>
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
        {hasTotals && (
          <Table.Tfoot>
            <Table.Tr>
              {columns.map((index, place) => {
                const column = report.columns[index]!;
                const cell = report.totals[index];
                const checked = figure === column.name;
                return (
                  <Table.Th key={column.name} scope={place === 0 ? 'row' : undefined} ta={isFigure(column.kind) ? 'end' : undefined} data-figure={checked || undefined}>
                    {cell?.value === undefined && place === 0 ? t('reports-total') : <ShowValue cell={cell} kind={column.kind} currency={report.company.currency} text={String(cell?.value ?? '')} />}
                  </Table.Th>
                );
              })}
            </Table.Tr>
          </Table.Tfoot>
        )}
      </Table>
    </div>
  );
}

/** A cell: what leads to a report or a record is a link. */
function ShowCell({ report, row, index }: { report: Report; row: Row; index: number }) {
  const words = useWords();
  const cell = row.cells[index] ?? {};
  const column = report.columns[index]!;
  const text = column.kind === 'text' ? words.text(report, row, index) : '';
  const value = <ShowValue cell={cell} kind={column.kind} currency={report.company.currency} text={text} />;
  // The record stands behind the name of the row: its number, else its first text.
  const named = report.columns.findIndex((one) => one.name === 'number');
  const leads = row.record && cell.value !== undefined && index === (named >= 0 ? named : report.columns.findIndex((one) => one.kind === 'text'));
  return leads ? <Go to={recordPath(row.record!.record_type, row.record!.id)} search={origin(report, row)} inherit>{value}</Go> : value;
}

/** A line of the books is looked for in its entry: the entry shows it at once. */
function origin(report: Report, row: Row): Record<string, string> {
  const account = report.columns.findIndex((one) => one.name === 'account');
  const code = row.cells[account]?.value;
  return row.record?.record_type === 'entry' && code !== undefined ? { account: String(code) } : {};
}

function ShowValue({ cell, kind, currency, text }: { cell: Cell | undefined; kind: ColumnKind; currency: string; text: string }): ReactNode {
  const format = useFormat();
  if (cell?.value === undefined || cell.value === '') return null;
  const value = String(cell.value);
  if (!isFigure(kind)) return kind === 'day' ? <span className="report-day">{format.day(value)}</span> : kind === 'instant' ? <span className="report-day">{format.instant(value)}</span> : text;
  const figure = kind === 'money' ? format.money(value) : format.decimal(value);
  const nothing = /^-?0(\.0+)?$/.test(value);
  const shown = <span className="figure" data-nothing={nothing || undefined}>{figure}</span>;
  if (!cell.link) return shown;
  const { to, search } = follow(cell.link);
  return <Go to={to} search={search} inherit c="inherit" underline="hover" className="report-link" title={currency}>{shown}</Go>;
}
