// A record's screen: what it is called, who is here, its fields and lines, what is around it, and the bar that saves.
import { Button, Group, Kbd, Stack, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconChevronLeft } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';

import type { RecordType } from '@/api/meta';
import type { Loaded } from '@/api/records';
import { Go, recordPath, useGo } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Waiting } from '@/app/states';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';

import { ConflictDialog } from './Conflict';
import { FormFields } from './FormFields';
import styles from './form.module.css';
import { Here } from './Here';
import { Leaving } from './Leaving';
import { Lines } from './Lines';
import { usePrinting } from './printing';
import { ReadView } from './ReadView';
import { RecordMenu } from './RecordMenu';
import { Told } from './Told';
import { type RecordForm, useRecordForm } from './useRecordForm';
import { entered, type Values } from './values';

const Around = lazy(() => import('../around/Around'));

export interface RecordScreenProps {
  type: RecordType;
  loaded?: Loaded;
  /** What a new record begins with. */
  initial?: Values;
  /** What is filled in on top of that, and not saved yet: a copy. */
  filled?: Values;
}

export function RecordScreen({ type, loaded, initial, filled }: RecordScreenProps) {
  const t = useT();
  const go = useGo();
  const told = useTold();
  const printing = usePrinting();
  const form = useRecordForm({ type, loaded, initial, filled });
  const isNew = !loaded;
  const editable = isNew ? type.may.create : type.may.update && entered(type, false).length > 0;
  const title = String(form.values[type.title] ?? '') || (isNew ? t('form-new', { type: type.label }) : type.label);
  // Left only once nothing is unsaved: else it would be asked whether to leave.
  const [made, setMade] = useState<string | null>(null);
  useEffect(() => {
    if (made && !form.dirty) go(recordPath(type.name, made), { replace: true });
  }, [made, form.dirty, go, type.name]);
  const save = async () => {
    const saved = await form.save();
    if (!saved) return;
    told.done(t('saved'));
    if (isNew) setMade(saved.id);
  };
  useHotkeys([['mod+S', () => void save()]], []);
  return (
    <Screen
      title={title}
      before={<Go to={`/r/${type.name}`} size="sm" className="no-print"><IconChevronLeft size={14} aria-hidden /> {type.label}</Go>}
      actions={loaded && (
        <>
          <Here type={type.name} id={loaded.record.id} editing={form.dirty} />
          <RecordMenu type={type} loaded={loaded} title={title} gone={() => go(`/r/${type.name}`, { replace: true })} />
        </>
      )}
    >
      <div className={loaded && !printing ? styles.layout : undefined}>
        <div>
          <Told form={form} />
          {editable && !printing ? (
            <form
              noValidate aria-label={title}
              onSubmit={(event) => {
                event.preventDefault();
                void save();
              }}
            >
              <Stack gap="lg" mt="sm">
                <FormFields form={form} />
                <Lines form={form} />
              </Stack>
              <Bar form={form} isNew={isNew} />
            </form>
          ) : <ReadView type={type} values={form.values} />}
        </div>
        {loaded && !printing && <Suspense fallback={<Waiting />}><Around type={type} record={loaded.record} /></Suspense>}
      </div>
      <Leaving form={form} />
      {form.conflict && <ConflictDialog key={form.conflict.theirs.etag} form={form} conflict={form.conflict} />}
    </Screen>
  );
}

/** Stays at the lower edge of the screen while something is unsaved. */
function Bar({ form, isNew }: { form: RecordForm; isNew: boolean }) {
  const t = useT();
  if (!form.dirty && !isNew && !form.saving) return null;
  return (
    <Group className={`${styles.bar} no-print`} justify="space-between" gap="xs">
      <Text size="sm" c="dimmed" role="status">{form.waiting ? t('form-waiting-short') : form.dirty ? t('form-unsaved') : ''}</Text>
      <Group gap="xs" ms="auto">
        {form.dirty && <Button variant="default" mih={{ base: 44, sm: 30 }} onClick={form.discard} disabled={form.saving}>{t('form-discard')}</Button>}
        <Button type="submit" mih={{ base: 44, sm: 30 }} loading={form.saving} rightSection={<Kbd size="xs" visibleFrom="sm">Ctrl S</Kbd>}>{isNew ? t('create') : t('save')}</Button>
      </Group>
    </Group>
  );
}
