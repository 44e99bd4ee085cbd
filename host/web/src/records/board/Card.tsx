// A card of a board: dragged by pointer or finger, moved by its menu from the keyboard.
import { ActionIcon, Menu, Paper, Text } from '@mantine/core';
import { useDraggable } from '@dnd-kit/core';
import { IconArrowsMove } from '@tabler/icons-react';

import type { Field, RecordType } from '@/api/meta';
import type { KeelRecord, Titles } from '@/api/records';
import { Go, recordPath } from '@/app/navigation';
import { useT } from '@/i18n';

import { CellValue } from '../list/CellValue';
import type { Column } from './columns';

export interface CardProps {
  type: RecordType;
  record: KeelRecord;
  fields: Field[];
  titles: Titles;
}

export function Card({ columns, column, movable, onMove, ...card }: CardProps & {
  columns: Column[];
  column: Column;
  movable: boolean;
  onMove: (record: KeelRecord, to: Column) => void;
}) {
  const t = useT();
  const { record, type } = card;
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: record.id, data: { record, from: column.value }, disabled: !movable });
  const name = String(record[type.title] ?? '');
  return (
    <Paper
      component="li" ref={setNodeRef} withBorder p="xs" className={`board-card${movable ? ' board-movable' : ''}`} data-dragging={isDragging || undefined}
      {...(movable ? listeners : {})}
    >
      <Face {...card} />
      {movable && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon className="board-move no-print" variant="subtle" color="gray" size={28} aria-label={t('records-board-move', { name })} onPointerDown={(event) => event.stopPropagation()}>
              <IconArrowsMove size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
            <Menu.Label>{t('records-board-move-to')}</Menu.Label>
            {columns.map((one) => (
              <Menu.Item key={one.value ?? ''} disabled={one.value === column.value} onClick={() => onMove(record, one)}>{one.label}</Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Paper>
  );
}

/** What stands on a card; also what is seen under the pointer. */
export function Face({ type, record, fields, titles }: CardProps) {
  const t = useT();
  const filled = fields.filter((one) => one.name !== type.title && record[one.name] !== null && record[one.name] !== undefined && record[one.name] !== '');
  return (
    <>
      <Text size="sm" fw={600} pe={28} component="div">
        <Go to={recordPath(type.name, record.id)} c="inherit" draggable={false}>{String(record[type.title] ?? '') || t('open')}</Go>
      </Text>
      {filled.length > 0 && (
        <dl>
          {filled.map((field) => [
            <dt key={`${field.name} label`}>{field.label}</dt>,
            <dd key={field.name}><CellValue field={field} record={record} titles={titles} /></dd>,
          ])}
        </dl>
      )}
    </>
  );
}
