// Nodes that show what the host keeps, with the reader's own rights: records, field, lines, board, calendar, timeline.
import { Group, ScrollArea, Table, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';

import { fieldOf, type Field, useType } from '@/api/meta';
import { useRecord } from '@/api/records';
import { Ready, Waiting } from '@/app/states';
import { isFigure, ShowValue } from '@/fields/Show';
import { useT } from '@/i18n';
import { RecordBoard, RecordCalendar, RecordList } from '@/records/embed';

import { type Condition, filters } from '../document';

interface Listed {
  type: string;
  fields?: string[];
  where?: Condition[];
  sort?: string[];
  limit?: number;
}

export function RecordsNode({ node }: { node: Listed }) {
  return <RecordList type={node.type} filter={filters(node.where)} fields={node.fields} sort={node.sort?.join(',')} limit={node.limit ?? 20} />;
}

function Rows({ fields, rows, label }: { fields: Field[]; rows: Record<string, unknown>[]; label: string }) {
  return (
    <ScrollArea type="auto">
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>{fields.map((one) => <Table.Th key={one.name} ta={isFigure(one) ? 'end' : undefined}>{one.label}</Table.Th>)}</Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, at) => (
            <Table.Tr key={at}>
              {fields.map((one) => (
                <Table.Td key={one.name} ta={isFigure(one) ? 'end' : undefined}><ShowValue field={one} value={row[one.name]} document={row} /></Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

export function FieldNode({ node }: { node: { record: string; id: string; field: string } }) {
  const field = fieldOf(useType(node.record), node.field);
  const found = useRecord(node.record, node.id);
  if (!field) return null;
  return (
    <Ready query={found}>
      {({ record }) => <Group gap="xs"><Text size="sm" c="dimmed">{field.label}</Text><Text size="sm" component="div"><ShowValue field={field} value={record[field.name]} document={record} /></Text></Group>}
    </Ready>
  );
}

export function LinesNode({ node }: { node: { record: string; id: string; collection: string; fields?: string[] } }) {
  const t = useT();
  const collection = useType(node.record)?.collections.find((one) => one.name === node.collection);
  const found = useRecord(node.record, node.id);
  if (!collection) return null;
  const fields = node.fields ? collection.fields.filter((one) => node.fields!.includes(one.name)) : collection.fields;
  return (
    <Ready query={found}>
      {({ record }) => {
        const rows = (record[collection.name] as Record<string, unknown>[] | undefined) ?? [];
        return rows.length === 0 ? <Text size="sm" c="dimmed">{t('none')}</Text> : <Rows fields={fields} rows={rows} label={collection.label} />;
      }}
    </Ready>
  );
}

export function BoardNode({ node }: { node: Listed & { 'group-by': string } }) {
  return <RecordBoard type={node.type} by={node['group-by']} filter={filters(node.where)} fields={node.fields} />;
}

export function CalendarNode({ node }: { node: Listed & { 'group-by': string } }) {
  return <RecordCalendar type={node.type} by={node['group-by']} filter={filters(node.where)} />;
}

const Timeline = lazy(() => import('@/records/around/Timeline').then((one) => ({ default: one.Timeline })));

export function TimelineNode({ node }: { node: { record: string; id: string } }) {
  const type = useType(node.record);
  return type ? <Suspense fallback={<Waiting />}><Timeline type={type} id={node.id} /></Suspense> : null;
}
