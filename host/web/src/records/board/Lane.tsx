// One column of a board: its name, count and sum, and its cards.
import { Button, Text } from '@mantine/core';
import { useDroppable } from '@dnd-kit/core';

import type { Field, RecordType } from '@/api/meta';
import type { KeelRecord } from '@/api/records';
import { Failed, Waiting } from '@/app/states';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { asked } from '../list/columns';
import { useRows } from '../list/rows';
import { Amounts } from '../list/Totals';
import { amounts } from '../list/totals';
import { Card } from './Card';
import type { Column } from './columns';

export interface Moved {
  record: KeelRecord;
  to: string | null;
}

export function Lane({ type, by, column, columns, filter, q, sort, fields, sum, moved, movable, onMove }: {
  type: RecordType;
  by: Field;
  column: Column;
  columns: Column[];
  filter: string[];
  q?: string;
  sort?: string;
  fields: Field[];
  sum?: Field;
  /** Cards that were moved and that the host has not told of yet, by id. */
  moved: Record<string, Moved>;
  movable: boolean;
  onMove: (record: KeelRecord, to: Column) => void;
}) {
  const t = useT();
  const format = useFormat();
  const { company } = useSession();
  const held = column.value === null ? `${by.name}:empty` : `${by.name}:eq:${column.value}`;
  const found = useRows(type.name, { filter: [...filter, held], q, sort, fields: asked(type, [by, ...fields]) });
  const { setNodeRef, isOver } = useDroppable({ id: column.value ?? '', data: { column } });
  const come = Object.values(moved).filter((one) => one.to === column.value && !found.rows.some((row) => row.id === one.record.id));
  const rows = [...come.map((one) => one.record), ...found.rows.filter((one) => !moved[one.id] || moved[one.id]!.to === column.value)];
  const count = column.count + come.length - (found.rows.length - (rows.length - come.length));
  const id = `lane-${by.name}-${column.value ?? ''}`;
  return (
    <section ref={setNodeRef} className="board-column" data-over={isOver || undefined} aria-labelledby={id}>
      <header>
        <h2 id={id}>{column.label} <Text span size="sm" c="dimmed" fw={400}>{format.decimal(count)}</Text></h2>
        {sum && <Text size="xs" className="figure"><Amounts field={{ ...sum, currency_field: sum.currency_field }} found={amounts(column.groups, `sum_${sum.name}`, sum, company.currency)} /></Text>}
      </header>
      {found.error && rows.length === 0 ? <Failed error={found.error} again={found.again} /> : found.waiting ? <Waiting /> : (
        <ul className="board-cards" tabIndex={0} aria-labelledby={id}>
          {rows.map((record) => (
            <Card key={record.id} type={type} record={record} fields={fields} titles={found.titles} columns={columns} column={column} movable={movable} onMove={onMove} />
          ))}
          {found.hasNext && <li><Button variant="subtle" fullWidth loading={found.fetching} onClick={found.loadMore}>{t('records-list-more')}</Button></li>}
        </ul>
      )}
    </section>
  );
}
