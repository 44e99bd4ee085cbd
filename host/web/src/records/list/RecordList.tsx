// A short list of records inside another screen: plugin documents, the start page, what belongs to a record.
import { Group, ScrollArea, Table, Text } from '@mantine/core';

import { useType } from '@/api/meta';
import { type ListQuery, useList } from '@/api/records';
import { Go, recordPath } from '@/app/navigation';
import { Ready } from '@/app/states';
import { isFigure } from '@/fields/Show';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { CellValue } from './CellValue';
import { asked, commonFields, listable, pick, usualColumns } from './columns';
import { useConditions } from './scope';
import { joinFilters } from './state';

export interface RecordListProps {
  /** Record type; nothing is drawn where the reader may not see it. */
  type: string;
  /** Conditions, `field:operator:value`; company types are kept to the reader's company. */
  filter?: string[];
  /** Columns; the usual ones of the type without them. */
  fields?: string[];
  /** `name` or `-name`, parted by commas. */
  sort?: string;
  limit?: number;
  q?: string;
  /** Name of the table for those who do not see it. */
  label?: string;
  /** Said when there is none. */
  empty?: string;
}

export function RecordList({ type: name, filter = [], fields, sort, limit = 10, q, label, empty }: RecordListProps) {
  const t = useT();
  const type = useType(name);
  const session = useSession();
  const conditions = useConditions(name, filter);
  const columns = type ? pick(listable(type, commonFields(t)), fields?.length ? fields : usualColumns(type, session.plugins).slice(0, 5)) : [];
  const query: ListQuery = { q, filter: conditions, sort, limit, titles: true, count: true, fields: type && asked(type, columns) };
  const found = useList(name, query, { enabled: Boolean(type) });
  if (!type) return null;
  return (
    <Ready query={found}>
      {(page) =>
        page.items.length === 0 ? <Text size="sm" c="dimmed">{empty ?? t('records-list-none')}</Text> : (
          <>
            <ScrollArea type="auto">
              <Table aria-label={label ?? type.label} highlightOnHover>
                <Table.Thead>
                  <Table.Tr>{columns.map((one) => <Table.Th key={one.name} ta={isFigure(one) ? 'end' : undefined}>{one.label}</Table.Th>)}</Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {page.items.map((record) => (
                    <Table.Tr key={record.id}>
                      {columns.map((one, index) => (
                        <Table.Td key={one.name} ta={isFigure(one) ? 'end' : undefined}>
                          {index === 0
                            ? <Go to={recordPath(name, record.id)}>{record[one.name] ? <CellValue field={one} record={record} titles={page.titles} /> : t('open')}</Go>
                            : <CellValue field={one} record={record} titles={page.titles} />}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </ScrollArea>
            {page.next && (
              <Group mt={4}>
                <Go size="sm" to={`/r/${name}`} search={allOf(filter, sort, q)}>
                  {t('records-list-all', { count: page.total ?? 0, more: page.total_is_more ? 'yes' : 'no' })}
                </Go>
              </Group>
            )}
          </>
        )}
    </Ready>
  );
}

/** The address of the whole list. */
function allOf(filter: string[], sort?: string, q?: string): Record<string, string> {
  return { ...(filter.length > 0 ? { filter: joinFilters(filter) } : {}), ...(sort ? { sort } : {}), ...(q ? { q } : {}) };
}
