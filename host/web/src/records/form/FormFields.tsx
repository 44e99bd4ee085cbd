// The fields of a record in their sections, ready to be entered.
import { ActionIcon, Box, Collapse, Fieldset, SimpleGrid, Stack, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight, IconEye } from '@tabler/icons-react';
import { lazy, memo, Suspense, useCallback, useState } from 'react';

import type { Field } from '@/api/meta';
import { EditValue } from '@/fields/EditValue';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Facts } from './ReadView';
import styles from './form.module.css';
import { sections } from './sections';
import type { RecordForm } from './useRecordForm';
import { canSet } from './values';

const Peek = lazy(() => import('./Peek'));

export function FormFields({ form }: { form: RecordForm }) {
  const t = useT();
  const { type, values } = form;
  const fresh = form.id === undefined;
  const { plugins, companies } = useSession();
  const parts = sections(type, { fresh, single: companies.length < 2, values });
  const [open, { toggle }] = useDisclosure(false);
  const draw = (field: Field) => <FormField key={field.name} field={field} form={form} fresh={fresh} />;
  const bools = parts.rest.filter((one) => one.kind === 'bool');
  return (
    <Stack gap="md" className={styles.quiet}>
      <SimpleGrid cols={{ base: 1, sm: Math.min(parts.head.length, 3) || 1 }} spacing="md" verticalSpacing="sm">{parts.head.map(draw)}</SimpleGrid>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg" verticalSpacing={4} className={styles.beside}>{parts.rest.filter((one) => one.kind !== 'bool').map(draw)}</SimpleGrid>
      {bools.length > 0 && <SimpleGrid cols={{ base: 1, sm: Math.min(bools.length, 3) }} spacing="lg" verticalSpacing="sm">{bools.map(draw)}</SimpleGrid>}
      {parts.long.map(draw)}
      {parts.plugins.map((one) => (
        <Fieldset key={one.plugin} legend={plugins.find((plugin) => plugin.code === one.plugin)?.name ?? one.plugin}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg" verticalSpacing={4} className={styles.beside}>{one.fields.map(draw)}</SimpleGrid>
        </Fieldset>
      ))}
      {parts.technical.length > 0 && (
        <Box>
          <UnstyledButton fz="xs" c="dimmed" onClick={toggle} aria-expanded={open} mih={24}>
            {open ? <IconChevronDown size={12} aria-hidden /> : <IconChevronRight size={12} aria-hidden />} {t('form-technical')}
          </UnstyledButton>
          <Collapse expanded={open}><Facts fields={parts.technical} values={values} /></Collapse>
        </Box>
      )}
    </Stack>
  );
}

function FormField({ field, form, fresh }: { field: Field; form: RecordForm; fresh: boolean }) {
  const { set } = form;
  const change = useCallback((value: unknown) => set(field.name, value), [set, field.name]);
  // An amount is drawn again when the field that names its currency changes.
  const beside = field.currency_field ?? field.currency_of;
  return (
    <Drawn
      field={field} value={form.values[field.name]} beside={beside} besides={beside ? form.values[beside] : undefined} error={form.errors[field.name]}
      closed={!canSet(field, fresh)} onChange={change}
    />
  );
}

/** One field; drawn again only when something of its own changed. */
const Drawn = memo(function Drawn({ field, value, beside, besides, error, closed, onChange }: {
  field: Field; value: unknown; beside?: string; besides?: unknown; error?: string; closed: boolean; onChange: (value: unknown) => void;
}) {
  const t = useT();
  const [peeking, peek] = useState(false);
  return (
    <Box className={styles.field}>
      {closed && !isInput(field)
        ? <Facts fields={[field]} values={{ [field.name]: value }} />
        : <EditValue field={field} value={value} onChange={onChange} error={error} disabled={closed} document={beside ? { [beside]: besides } : undefined} create />}
      {field.kind === 'reference' && typeof value === 'string' && (
        <>
          <Tooltip label={t('form-peek')}>
            <ActionIcon className={styles.peek} variant="subtle" color="gray" size={24} aria-label={t('form-peek-at', { field: field.label })} onClick={() => peek(true)}>
              <IconEye size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
          {peeking && <Suspense><Peek type={field.to!} id={value} close={() => peek(false)} /></Suspense>}
        </>
      )}
    </Box>
  );
});

/** Kinds whose closed widget reads as well as the value itself. */
const isInput = (field: Field) => !['long-text', 'json', 'file', 'id'].includes(field.kind);
