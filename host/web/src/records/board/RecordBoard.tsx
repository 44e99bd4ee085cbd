// Cards of a type in columns, one for each word of a choice or each record referred to. A card that is moved is there at once;
// the host is asked, and the reader can take it back.
import './board.css';

import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { DndContext, DragOverlay, MouseSensor, TouchSensor, useSensor, useSensors } from '@dnd-kit/core';
import { useRef, useState } from 'react';

import { type Field, fieldOf, useType } from '@/api/meta';
import { type KeelRecord, updateRecord, useRefresh } from '@/api/records';
import { Empty, Failed, Waiting } from '@/app/states';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { pick, usualColumns } from '../list/columns';
import { editable } from '../list/edit';
import { useRoom } from '../list/room';
import { useConditions } from '../list/scope';
import { Face } from './Card';
import { type Column, useColumns } from './columns';
import { Lane, type Moved } from './Lane';

export interface RecordBoardProps {
  type: string;
  /** A choice or reference: its values are the columns. */
  by: string;
  filter?: string[];
  q?: string;
  /** What a card shows under its title. */
  fields?: string[];
  sort?: string;
  /** A figure that is summed in the columns' heads. */
  sum?: string;
}

export default function RecordBoard(props: RecordBoardProps) {
  const type = useType(props.type);
  const by = fieldOf(type, props.by);
  return type && by ? <Lanes {...props} by={by} /> : null;
}

/** Dragging is for pointers; from the keyboard the menu moves, and tells what it did. */
const silent = { onDragStart: () => '', onDragOver: () => '', onDragCancel: () => '', onDragEnd: () => '' };

/** Fields of a card where nobody says which. */
const USUAL = 3;

function Lanes({ type: name, by, filter = [], q, fields, sort, sum }: Omit<RecordBoardProps, 'by'> & { by: Field }) {
  const t = useT();
  const told = useTold();
  const type = useType(name)!;
  const { plugins } = useSession();
  const refresh = useRefresh();
  const box = useRef<HTMLDivElement>(null);
  const room = useRoom(box);
  const [moved, setMoved] = useState<Record<string, Moved>>({});
  const [lifted, setLifted] = useState<KeelRecord | null>(null);
  const conditions = useConditions(name, filter);
  const summed = sum ? fieldOf(type, sum) : undefined;
  const shown = fields?.length ? pick(type.fields, fields)
    : pick(type.fields, usualColumns(type, plugins, 'board')).filter((one) => one.name !== by.name && one.name !== type.title).slice(0, USUAL);
  const { columns, error, again } = useColumns(name, by, conditions, q || undefined, summed);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
  );
  const movable = editable(type, by);
  const settle = (id: string) => setMoved(({ [id]: _, ...rest }) => rest);
  const move = async (record: KeelRecord, to: Column, back = false) => {
    const from = columns?.find((one) => one.value === ((record[by.name] as string | null) || null));
    if (to.value === ((record[by.name] as string | null) || null)) return;
    setMoved((all) => ({ ...all, [record.id]: { record: { ...record, [by.name]: to.value }, to: to.value } }));
    try {
      const after = (await updateRecord(name, record.id, `"${record.version}"`, { [by.name]: to.value })).record;
      await refresh(name);
      if (!back && from) tellMoved(after, to, from);
    } catch (error) {
      told.failed(error);
      await refresh(name);
    }
    settle(record.id);
  };
  const tellMoved = (record: KeelRecord, to: Column, from: Column) => {
    const id = `moved-${record.id}`;
    notifications.hide(id);
    notifications.show({
      id, autoClose: 8_000, withCloseButton: true, closeButtonProps: { 'aria-label': t('close') },
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{t('records-board-moved', { name: String(record[type.title] ?? ''), to: to.label })}</Text>
          <Button variant="default" onClick={() => { notifications.hide(id); void move(record, from, true); }}>{t('records-board-undo')}</Button>
        </Group>
      ),
    });
  };
  if (!columns) return error ? <Failed error={error} again={again} /> : <Waiting />;
  if (columns.length === 0) return <Empty title={t('records-list-none')} />;
  return (
    <DndContext
      sensors={sensors}
      accessibility={{
        screenReaderInstructions: { draggable: '' },
        announcements: silent,
      }}
      onDragStart={({ active }) => setLifted((active.data.current as { record: KeelRecord }).record)}
      onDragCancel={() => setLifted(null)}
      onDragEnd={({ active, over }) => {
        setLifted(null);
        const to = (over?.data.current as { column: Column } | undefined)?.column;
        if (to) void move((active.data.current as { record: KeelRecord }).record, to);
      }}
    >
      <div ref={box} className="board" role="group" aria-label={type.label} style={{ ['--room' as string]: `${room - 16}px` }}>
        {columns.map((column) => (
          <Lane
            key={column.value ?? ''} type={type} by={by} column={column} columns={columns} filter={conditions} q={q || undefined} sort={sort || undefined}
            fields={shown} sum={summed} moved={moved} movable={movable} onMove={(record, to) => void move(record, to)}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {lifted && <div className="board-card board-lifted mantine-Paper-root" data-with-border><Face type={type} record={lifted} fields={[]} titles={{}} /></div>}
      </DragOverlay>
    </DndContext>
  );
}
