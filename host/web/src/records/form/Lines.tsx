// The collections of a record: each a line grid, the empty ones offered in one row so that they take no room.
import { Box, Button, Group, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';

import type { Collection } from '@/api/meta';
import { type GridRow, LineGrid } from '@/fields/LineGrid';
import { blank } from '@/fields/grid/types';
import { useT } from '@/i18n';

import styles from './form.module.css';
import { isMain, isNarrow } from './sections';
import type { RecordForm } from './useRecordForm';

const rowsOf = (form: RecordForm, name: string) => (form.values[name] as GridRow[] | undefined) ?? [];

export function Lines({ form }: { form: RecordForm }) {
  const t = useT();
  const { type } = form;
  const [opened, setOpened] = useState<string[]>([]);
  const shown = type.collections.filter((one) => isMain(one) || rowsOf(form, one.name).length > 0 || opened.includes(one.name));
  const wide = shown.filter((one) => !isNarrow(one) || isMain(one));
  const narrow = shown.filter((one) => !wide.includes(one));
  const offered = type.collections.filter((one) => !shown.includes(one) && !one.readonly);
  return (
    <>
      {wide.map((one) => <OneCollection key={`${one.name} ${form.epoch}`} collection={one} form={form} />)}
      {narrow.length > 0 && <div className={styles.narrow}>{narrow.map((one) => <OneCollection key={`${one.name} ${form.epoch}`} collection={one} form={form} />)}</div>}
      {offered.length > 0 && (
        <Group gap={4} className="no-print" role="group" aria-label={t('form-add-lines')}>
          <Text size="xs" c="dimmed">{t('form-add-lines')}</Text>
          {offered.map((one) => (
            <Button
              key={one.name} variant="subtle" leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => {
                setOpened([...opened, one.name]);
                form.set(one.name, [blank(columnsOf(one))]);
              }}
            >
              {one.label}
            </Button>
          ))}
        </Group>
      )}
    </>
  );
}

function columnsOf(collection: Collection) {
  const fields = collection.fields.filter((one) => collection.readonly || !one.readonly);
  // What must be given stands first, unless the lines are a document of their own.
  const ordered = isMain(collection) ? fields : [...fields.filter((one) => one.required), ...fields.filter((one) => !one.required)];
  return ordered.map((field) => ({ field }));
}

function OneCollection({ collection, form }: { collection: Collection; form: RecordForm }) {
  const { name } = collection;
  const { set, unsettled } = form;
  const columns = useMemo(() => columnsOf(collection), [collection]);
  const sums = useMemo(() => collection.fields.filter((one) => one.kind === 'money').map((one) => one.name), [collection]);
  const errors = useMemo(
    () => Object.fromEntries(Object.entries(form.errors).flatMap(([pointer, text]) => (pointer.startsWith(`${name}/`) ? [[pointer.slice(name.length + 1), text]] : []))),
    [form.errors, name],
  );
  const change = useCallback((rows: GridRow[]) => set(name, rows), [set, name]);
  const told = useCallback((count: number) => unsettled(name, count), [unsettled, name]);
  return (
    <Box component="section" aria-label={collection.label}>
      <Title order={2} mb={4}>{collection.label}</Title>
      {form.errors[name] && <Text size="xs" c="var(--mantine-color-error)" role="alert">{form.errors[name]}</Text>}
      <LineGrid
        label={collection.label} columns={columns} rows={rowsOf(form, name)} onChange={change} errors={errors} sums={sums}
        readonly={collection.readonly} document={form.values} onUnsettled={told}
      />
    </Box>
  );
}
