// Lines that an action takes, as a spreadsheet.
import { Stack, Text } from '@mantine/core';
import { useState } from 'react';

import type { Collection } from '@/api/meta';
import { type GridRow, LineGrid } from '@/fields/LineGrid';

export type Row = GridRow;

const isEmpty = (value: unknown) => value === null || value === undefined || value === '' || value === false;

/** `messages` are by pointer: `lines/0/quantity`. Rows in which nothing was entered are not given. */
export function InputLines({ collection, rows, onChange, messages }: {
  collection: Collection; rows: Row[]; onChange: (rows: Row[]) => void; messages: Record<string, string>;
}) {
  const [typed, setTyped] = useState<Row[]>(rows);
  const columns = collection.fields.filter((one) => !one.readonly).map((field) => ({ field }));
  const start = `${collection.name}/`;
  const errors = Object.fromEntries(Object.entries(messages).flatMap(([pointer, text]) => (pointer.startsWith(start) ? [[pointer.slice(start.length), text]] : [])));
  const change = (next: Row[]) => {
    setTyped(next);
    onChange(next.filter((row) => columns.some(({ field }) => !isEmpty(row[field.name]) && row[field.name] !== field.default)));
  };
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>{collection.label}</Text>
      {messages[collection.name] && <Text size="sm" c="var(--mantine-color-error)" role="alert">{messages[collection.name]}</Text>}
      <LineGrid label={collection.label} columns={columns} rows={typed} onChange={change} errors={errors} />
    </Stack>
  );
}
