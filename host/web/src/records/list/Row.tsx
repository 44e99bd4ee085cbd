// One row of the grid. Nothing here is heavy: a screen holds dozens, and scrolling makes hundreds.
import { IconPencil } from '@tabler/icons-react';
import { memo, type MouseEvent, useState } from 'react';

import type { Field } from '@/api/meta';
import type { KeelRecord, Titles } from '@/api/records';
import { recordPath } from '@/app/navigation';
import { isFigure } from '@/fields/Show';
import { useT } from '@/i18n';

import { CellEdit } from './CellEdit';
import { CellValue } from './CellValue';

export interface RowProps {
  id: string;
  type: string;
  title: string;
  record: KeelRecord;
  columns: Field[];
  titles: Titles;
  index: number;
  /** Column in which the reader stands; -1 in another row. */
  current: number;
  selected: boolean;
  selectable: boolean;
  editing: boolean;
  canEdit: (field: Field) => boolean;
  onSelect: (index: number, range: boolean) => void;
  onOpen: (record: KeelRecord) => void;
  onEdit: (index: number, column: number) => void;
  onEdited: (index: number, column: number, value: unknown, step: -1 | 0 | 1) => void;
}

export const Row = memo(function Row(props: RowProps) {
  const { id, type, title, record, columns, titles, index, current, selected, selectable, editing, canEdit, onSelect, onOpen, onEdit, onEdited } = props;
  const t = useT();
  const [hovered, hover] = useState(false);
  const name = String(record[title] ?? '');
  const open = (event: MouseEvent) => {
    if ((event.target as HTMLElement).closest('label, input, button, [role="listbox"]') || getSelection()?.toString()) return;
    // With a modifier the browser opens a tab of its own where there is a link.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(record);
  };
  return (
    <tr
      id={id} aria-rowindex={index + 2} aria-selected={selectable ? selected : undefined} className={current >= 0 ? 'active' : undefined}
      onClick={open} onMouseEnter={() => hover(true)} onMouseLeave={() => hover(false)}
    >
      {selectable && (
        <td className="box">
          <label onClick={(event) => event.stopPropagation()}>
            <input
              type="checkbox" tabIndex={-1} checked={selected} aria-label={t('records-list-select', { name })}
              onChange={(event) => onSelect(index, (event.nativeEvent as unknown as MouseEvent).shiftKey)}
            />
          </label>
        </td>
      )}
      {columns.map((field, column) => {
        const at = current === column;
        const value = <CellValue field={field} record={record} titles={titles} />;
        return (
          <td
            key={field.name} id={`${id}-${column}`}
            className={`${isFigure(field) ? 'end' : ''}${at ? (editing ? ' editing' : ' current') : ''}`}
          >
            {at && editing ? <CellEdit field={field} value={record[field.name]} onDone={(next, step) => onEdited(index, column, next, step)} />
              : field.name === title ? <a className="name" tabIndex={-1} href={recordPath(type, record.id)} draggable={false}>{name ? value : t('open')}</a>
              : value}
            {(hovered || at) && !editing && canEdit(field) && (
              <button
                type="button" tabIndex={-1} className="records-pencil no-print" aria-label={t('records-list-edit', { field: field.label, name })}
                onClick={(event) => {
                  event.stopPropagation();
                  onEdit(index, column);
                }}
              >
                <IconPencil size={14} aria-hidden />
              </button>
            )}
          </td>
        );
      })}
    </tr>
  );
});
