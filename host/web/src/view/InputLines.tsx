// Lines that an action takes, typed in a small table.
import { ActionIcon, Button, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';

import type { Collection } from '@/api/meta';
import { EditValue } from '@/fields/EditValue';
import { isFigure } from '@/fields/Show';
import { useT } from '@/i18n';

export type Row = Record<string, unknown>;

export function InputLines({ collection, rows, onChange, messages }: {
  collection: Collection; rows: Row[]; onChange: (rows: Row[]) => void; messages: Record<string, string>;
}) {
  const t = useT();
  const fields = collection.fields.filter((one) => !one.readonly);
  const change = (at: number, name: string, value: unknown) => onChange(rows.map((one, index) => (index === at ? { ...one, [name]: value } : one)));
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>{collection.label}</Text>
      {messages[collection.name] && <Text size="sm" c="red" role="alert">{messages[collection.name]}</Text>}
      <Table.ScrollContainer minWidth={fields.length * 120}>
        <Table withTableBorder withColumnBorders aria-label={collection.label}>
          <Table.Thead>
            <Table.Tr>
              {fields.map((one) => <Table.Th key={one.name} ta={isFigure(one) ? 'end' : undefined}>{one.label}</Table.Th>)}
              <Table.Th><VisuallyHidden>{t('remove')}</VisuallyHidden></Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row, at) => (
              <Table.Tr key={at}>
                {fields.map((field) => (
                  <Table.Td key={field.name}>
                    <EditValue
                      bare field={field} value={row[field.name]} error={messages[`${collection.name}/${at}/${field.name}`]}
                      onChange={(value) => change(at, field.name, value)}
                    />
                  </Table.Td>
                ))}
                <Table.Td w={36}>
                  <ActionIcon variant="subtle" color="gray" aria-label={t('remove')} onClick={() => onChange(rows.filter((_, index) => index !== at))}>
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Button variant="subtle" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onChange([...rows, {}])} style={{ alignSelf: 'start' }}>
        {t('add')}
      </Button>
    </Stack>
  );
}
