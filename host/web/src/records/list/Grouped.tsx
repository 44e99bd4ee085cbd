// A list in groups: each with its count and sums, opened to its rows.
import './list.css';

import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useRef, useState } from 'react';

import type { Field, RecordType } from '@/api/meta';
import type { KeelRecord } from '@/api/records';
import { recordPath } from '@/app/navigation';
import { Empty, Failed, Waiting } from '@/app/states';
import { isFigure } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { CellValue } from './CellValue';
import { asked, usualWidth } from './columns';
import { ofGroup } from './filters';
import { GroupName } from './GroupName';
import { type Grouping, writeGrouping } from './groups';
import { Head } from './Head';
import { useRoom } from './room';
import { useRows } from './rows';
import { Amounts } from './Totals';
import { amounts, currencyFields, type Group, isNumber, member, useAggregate, usualTotal } from './totals';

export interface GroupedProps {
  type: RecordType;
  columns: Field[];
  grouping: Grouping;
  filter: string[];
  q?: string;
  sort: string;
  onSort: (field: string) => void;
  totals: Record<string, string>;
  widths: Record<string, number>;
  tight: boolean;
  onOpen: (record: KeelRecord) => void;
}

/** Groups as they stand in the list: with several currencies, one group has several answers. */
function gather(groups: Group[], grouping: Grouping): [string, Group[]][] {
  const found = new Map<string, Group[]>();
  for (const one of groups) {
    const key = JSON.stringify(one[grouping.field.name] ?? null);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  const all = [...found];
  // Months follow one another, the newest first; what has no day stands last.
  return grouping.bucket ? all.sort(([a], [b]) => (a === 'null' ? 1 : b === 'null' ? -1 : b.localeCompare(a))) : all;
}

export function Grouped(props: GroupedProps) {
  const { type, columns, grouping, filter, q, sort, onSort, totals, widths, tight } = props;
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const room = useRoom(box);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const wanted = columns.filter(isNumber).map((field) => ({ field, kind: totals[field.name] ?? usualTotal(field) })).filter((one) => one.kind !== 'none');
  const found = useAggregate(type.name, {
    filter, q: q || undefined,
    group: [writeGrouping(grouping), ...currencyFields(wanted.map((one) => one.field)).filter((one) => one !== grouping.field.name)].join(','),
    measure: ['count', ...wanted.map((one) => `${one.kind}:${one.field.name}`)].join(','),
  });
  if (found.error && !found.data) return <Failed error={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <Waiting />;
  const groups = gather(found.data, grouping);
  if (groups.length === 0) return <Empty title={t('records-list-no-match')} />;
  const toggle = (key: string) =>
    setOpened((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  const width = (field: Field) => widths[field.name] ?? usualWidth(type, field);
  return (
    <div ref={box} className="records-box" style={{ maxHeight: room, ['--row' as string]: tight ? '28px' : '36px' }}>
      <table className="records-grid records-groups" aria-label={type.label} style={{ minWidth: columns.reduce((sum, one) => sum + width(one), 0) }}>
        <colgroup>{columns.map((one) => <col key={one.name} style={{ width: width(one) }} />)}</colgroup>
        <thead>
          <tr>{columns.map((field, index) => <Head key={field.name} field={field} index={index + 1} sort={sort} width={0} onSort={onSort} />)}</tr>
        </thead>
        {groups.map(([key, rows]) => (
          <OneGroup key={key} {...props} value={JSON.parse(key) as unknown} rows={rows} wanted={wanted} opened={opened.has(key)} toggle={() => toggle(key)} />
        ))}
      </table>
    </div>
  );
}

function OneGroup({ type, columns, grouping, value, rows, wanted, opened, toggle, ...list }: GroupedProps & {
  value: unknown; rows: Group[]; wanted: { field: Field; kind: string }[]; opened: boolean; toggle: () => void;
}) {
  const format = useFormat();
  const { company } = useSession();
  const count = rows.reduce((sum, one) => sum + Number(one.count), 0);
  // The name takes the columns before the first figure.
  const figure = columns.findIndex((one, index) => index > 0 && wanted.some((other) => other.field.name === one.name));
  const span = figure < 0 ? columns.length : figure;
  return (
    <tbody>
      <tr className="group" onClick={toggle}>
        <th scope="rowgroup" colSpan={span}>
          <button type="button" className="records-head" aria-expanded={opened}>
            {opened ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
            <span><GroupName grouping={grouping} value={value} /> ({format.decimal(count)})</span>
          </button>
        </th>
        {columns.slice(span).map((field) => {
          const one = wanted.find((other) => other.field.name === field.name);
          return (
            <td key={field.name} className={isFigure(field) ? 'end' : undefined}>
              {one && <Amounts field={field} found={amounts(rows, member(`${one.kind}:${field.name}`), field, company.currency)} />}
            </td>
          );
        })}
      </tr>
      {opened && <RowsOf type={type} columns={columns} {...list} filter={[...list.filter, ...ofGroup(grouping.field, grouping.bucket, grouping.field.name, value)]} />}
    </tbody>
  );
}

function RowsOf({ type, columns, filter, q, sort, onOpen }: Pick<GroupedProps, 'type' | 'columns' | 'filter' | 'q' | 'sort' | 'onOpen'>) {
  const t = useT();
  const found = useRows(type.name, { filter, q: q || undefined, sort: sort || undefined, fields: asked(type, columns) });
  const aside = (what: React.ReactNode) => <tr><td colSpan={columns.length}>{what}</td></tr>;
  if (found.error && found.rows.length === 0) return aside(<Failed error={found.error} again={found.again} />);
  if (found.waiting) return aside(<Waiting />);
  return (
    <>
      {found.rows.map((record) => (
        <tr key={record.id} onClick={() => onOpen(record)}>
          {columns.map((field) => (
            <td key={field.name} className={isFigure(field) ? 'end' : undefined}>
              {field.name === type.title
                ? <a className="name" href={recordPath(type.name, record.id)} onClick={(event) => !event.ctrlKey && !event.metaKey && event.preventDefault()}>{String(record[type.title] ?? t('open'))}</a>
                : <CellValue field={field} record={record} titles={found.titles} />}
            </td>
          ))}
        </tr>
      ))}
      {found.hasNext && aside(<Button variant="subtle" loading={found.fetching} onClick={found.loadMore}>{t('records-list-more')}</Button>)}
    </>
  );
}
