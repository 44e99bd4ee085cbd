// What every row has that the file does not say: fields with one value for all.
import { ActionIcon, Box, Group, Select, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';

import { type Field, type RecordType, useType } from '@/api/meta';
import { EditValue } from '@/fields/EditValue';
import { useT } from '@/i18n';

import type { Prepared } from '../wizard';

/** The field of a path: `name`, or `phones.0.given`. */
export function fieldAt(type: RecordType | undefined, path: string): Field | undefined {
  const [first, , last] = path.split('.') as [string, string?, string?];
  return last ? type?.collections.find((one) => one.name === first)?.fields.find((one) => one.name === last) : type?.fields.find((one) => one.name === first);
}

export function Constants({ type, prepared, onChange }: {
  type: string; prepared: Prepared; onChange: (constants: Record<string, string>) => void;
}) {
  const t = useT();
  const declared = useType(type);
  const { constants, preview, map } = prepared;
  const mapped = new Set(Object.values(map));
  const label = (path: string) => preview.fields.find((one) => one.name === path)?.label ?? path;
  const set = (path: string, value: unknown) => onChange({ ...constants, [path]: value === null || value === undefined ? '' : String(value) });
  const drop = (path: string) => {
    const { [path]: _, ...rest } = constants;
    onChange(rest);
  };
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>{t('import-constants')}</Text>
      <Text size="xs" c="dimmed">{t('import-constants-why')}</Text>
      {Object.entries(constants).map(([path, value]) => {
        const field = fieldAt(declared, path);
        const shown = field?.kind === 'bool' ? value === 'true' : value || null;
        return (
          <Group key={path} align="end" wrap="nowrap" gap="xs">
            <Box flex="0 1 340px">
              {field && <EditValue field={{ ...field, label: label(path), help: '', required: false }} value={shown} onChange={(next) => set(path, next)} />}
            </Box>
            <ActionIcon variant="default" size={36} aria-label={t('import-constant-remove', { field: label(path) })} onClick={() => drop(path)}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        );
      })}
      <Select
        key={Object.keys(constants).length} aria-label={t('import-constant-add')} placeholder={t('import-constant-add')} size="sm" w={340} maw="100%" searchable
        nothingFoundMessage={t('nothing-found')} value={null} comboboxProps={{ keepMounted: false }}
        data={preview.fields.filter((one) => !mapped.has(one.name) && !(one.name in constants)).map((one) => ({ value: one.name, label: one.label }))}
        onChange={(path) => path && set(path, fieldAt(declared, path)?.kind === 'bool' ? false : '')}
      />
    </Stack>
  );
}
