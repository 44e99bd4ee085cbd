// A record as it is read: for those who may not change it, for a look from elsewhere, and on paper.
import { Box, Stack, Title } from '@mantine/core';

import type { Field, RecordType } from '@/api/meta';
import { type GridRow, LineGrid } from '@/fields/LineGrid';
import { ShowValue } from '@/fields/Show';
import { useSession } from '@/session/session';

import styles from './form.module.css';
import { sections } from './sections';
import type { Values } from './values';

const nothing = () => {};
const empty = (value: unknown) => value === null || value === undefined || value === '';

/** Names and values; `all` shows empty ones too. */
export function Facts({ fields, values, all = true }: { fields: Field[]; values: Values; all?: boolean }) {
  const shown = fields.filter((one) => all || !empty(values[one.name]));
  if (shown.length === 0) return null;
  return (
    <dl className={styles.shown}>
      {shown.map((field) => (
        <div key={field.name}>
          <dt>{field.label}</dt>
          <dd><ShowValue field={field} value={values[field.name]} document={values} /></dd>
        </div>
      ))}
    </dl>
  );
}

export function ReadView({ type, values, lines = true }: { type: RecordType; values: Values; lines?: boolean }) {
  const { plugins, companies } = useSession();
  const parts = sections(type, { fresh: false, single: companies.length < 2, values });
  const filled = type.collections.filter((one) => ((values[one.name] as GridRow[] | undefined) ?? []).length > 0);
  return (
    <Stack gap="md">
      <Facts fields={[...parts.head, ...parts.rest]} values={values} all={false} />
      {parts.long.map((field) => <Facts key={field.name} fields={[field]} values={values} all={false} />)}
      {parts.plugins.filter((one) => one.fields.some((field) => !empty(values[field.name]))).map((one) => (
        <Box key={one.plugin}>
          <Title order={2} mb="xs">{plugins.find((plugin) => plugin.code === one.plugin)?.name ?? one.plugin}</Title>
          <Facts fields={one.fields} values={values} all={false} />
        </Box>
      ))}
      {lines && filled.map((one) => (
        <Box key={one.name}>
          <Title order={2} mb="xs">{one.label}</Title>
          <LineGrid
            label={one.label} readonly rows={values[one.name] as GridRow[]} onChange={nothing} document={values}
            columns={one.fields.filter((field) => (values[one.name] as GridRow[]).some((row) => !empty(row[field.name]))).map((field) => ({ field }))}
            sums={one.fields.filter((field) => field.kind === 'money').map((field) => field.name)}
          />
        </Box>
      ))}
      <Facts fields={parts.technical} values={values} all={false} />
    </Stack>
  );
}
