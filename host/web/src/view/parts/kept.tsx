// Nodes that show what the host keeps, with the reader's own rights: records, field, lines, board, calendar, timeline.
import { Group, ScrollArea, Table, Text } from '@mantine/core';

import { fieldOf, type Field, useType } from '@/api/meta';
import { type KeelRecord, useList, useRecord } from '@/api/records';
import { Go, recordPath } from '@/app/navigation';
import { Ready } from '@/app/states';
import { isFigure, ShowValue } from '@/fields/Show';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { type Condition, filters } from '../document';
import { pathOf } from '../values';

interface Listed {
  type: string;
  fields?: string[];
  where?: Condition[];
  sort?: string[];
  limit?: number;
}

export function RecordsNode({ node }: { node: Listed }) {
  const t = useT();
  const { company } = useSession();
  const type = useType(node.type);
  const limit = node.limit ?? 20;
  const found = useList(
    node.type,
    { filter: [...(type?.company ? [`company:eq:${company.id}`] : []), ...filters(node.where)], sort: node.sort?.join(','), limit, titles: true },
    { enabled: Boolean(type) },
  );
  if (!type) return null;
  const names = node.fields ?? [type.title];
  const fields = names.map((name) => fieldOf(type, name)).filter((one): one is Field => Boolean(one));
  const all = pathOf({ list: node.type, where: node.where, sort: node.sort }, '')!;
  return (
    <Ready query={found}>
      {(page) => page.items.length === 0 ? <Text size="sm" c="dimmed">{t('nothing-found')}</Text> : (
        <>
          <Rows fields={fields} rows={page.items} label={type.label} to={(row) => recordPath(node.type, String(row.id))} />
          {page.next && <Group><Go size="sm" to={all.to} search={all.search}>{t('view-all', { what: type.label })}</Go></Group>}
        </>
      )}
    </Ready>
  );
}

function Rows({ fields, rows, label, to }: {
  fields: Field[]; rows: Record<string, unknown>[]; label: string; to?: (row: Record<string, unknown>) => string;
}) {
  const t = useT();
  return (
    <ScrollArea type="auto">
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>{fields.map((one) => <Table.Th key={one.name} ta={isFigure(one) ? 'end' : undefined}>{one.label}</Table.Th>)}</Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, at) => (
            <Table.Tr key={at}>
              {fields.map((one, index) => {
                const shown = <ShowValue field={one} value={row[one.name]} document={row} />;
                const plain = one.kind === 'reference' ? String(row[one.name] ?? t('open')) : shown;
                return (
                  <Table.Td key={one.name} ta={isFigure(one) ? 'end' : undefined}>
                    {index === 0 && to && one.kind !== 'reference' ? <Go size="sm" to={to(row)}>{row[one.name] ? plain : t('open')}</Go> : shown}
                  </Table.Td>
                );
              })}
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
        const rows = ((record as KeelRecord)[collection.name] as Record<string, unknown>[] | undefined) ?? [];
        return rows.length === 0 ? <Text size="sm" c="dimmed">{t('none')}</Text> : <Rows fields={fields} rows={rows} label={collection.label} />;
      }}
    </Ready>
  );
}

// Boards, calendars and timelines are drawn by the rooms of records; until those stand, a link to the list.
export function BoardNode({ node }: { node: Listed & { 'group-by': string } }) {
  return <ListLink node={node} view="board" />;
}

export function CalendarNode({ node }: { node: Listed & { 'group-by': string } }) {
  return <ListLink node={node} view="calendar" />;
}

function ListLink({ node, view }: { node: Listed & { 'group-by': string }; view: string }) {
  const type = useType(node.type);
  const all = pathOf({ list: node.type, where: node.where }, '')!;
  return type ? <Go to={all.to} search={{ ...all.search, view, group: node['group-by'] }}>{type.label}</Go> : null;
}

export function TimelineNode({ node }: { node: { record: string; id: string } }) {
  const t = useT();
  return <Go to={recordPath(node.record, node.id)}>{t('open')}</Go>;
}
