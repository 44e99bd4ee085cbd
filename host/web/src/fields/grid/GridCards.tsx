// Lines on a phone: each a card with its fields one under the other.
import { ActionIcon, Group, Paper, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import { useT } from '@/i18n';

import { EditValue } from '../EditValue';
import { AddLine, mistakesOf } from '../LineGrid';
import { ShowValue } from '../Show';
import { type LineGridProps, valueOf } from './types';
import { cellKey, type Grid, writable } from './useGrid';

export function GridCards(props: LineGridProps & { grid: Grid; foot: ReactNode }) {
  const { columns, rows, errors, document, readonly = false, fixedRows = false, grid, foot, label } = props;
  const t = useT();
  return (
    <Stack gap="xs">
      <Stack gap="xs" role={rows.length > 0 ? 'list' : undefined} aria-label={rows.length > 0 ? label : undefined}>
      {rows.map((row, index) => {
        const mistakes = mistakesOf(errors, index);
        return (
          <Paper key={grid.keys[index]} withBorder p="xs" role="listitem">
            <Group justify="space-between" mb={4}>
              <Text size="xs" c="dimmed">{t('grid-line-number', { line: index + 1 })}</Text>
              {!readonly && !fixedRows && (
                <ActionIcon size={44} variant="subtle" color="gray" aria-label={t('grid-remove', { line: index + 1 })} onClick={() => grid.remove(index)}>
                  <IconTrash size={18} aria-hidden />
                </ActionIcon>
              )}
            </Group>
            <Stack gap="xs">
              {columns.map((column) => {
                const { field } = column;
                const value = valueOf(column, row, rows);
                const open = grid.pending[cellKey(grid.keys[index]!, field.name)];
                if (writable(column, { readonly })) {
                  return (
                    <EditValue
                      key={field.name} field={field} value={value} document={{ ...document, ...row }} filter={column.filter?.(row)}
                      error={mistakes[field.name] ?? (open?.wrong ? t(open.wrong, { text: open.text }) : undefined)}
                      onChange={(next) => grid.set(index, column, next)}
                    />
                  );
                }
                if (value === null || value === undefined || value === '') return null;
                return (
                  <Group key={field.name} justify="space-between" gap="xs" wrap="nowrap">
                    <Text size="sm" c="dimmed">{field.label}</Text>
                    <Text size="sm" component="div" ta="end"><ShowValue field={field} value={value} document={{ ...document, ...row }} /></Text>
                  </Group>
                );
              })}
              {mistakes[''] && <Text size="xs" c="var(--mantine-color-error)" role="alert">{mistakes['']}</Text>}
            </Stack>
          </Paper>
        );
      })}
      </Stack>
      {foot}
      <AddLine {...props} grid={grid} />
    </Stack>
  );
}
