// A small form of what a new record must have, over the form that refers to it.
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import type { RecordType } from '@/api/meta';
import { Problem } from '@/api/problem';
import { createRecord, refresh } from '@/api/records';
import { useSentence } from '@/app/states';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { EditValue } from './EditValue';

export interface QuickCreateProps {
  type: RecordType;
  /** What was typed: the name of the new record. */
  name: string;
  created: (id: string) => void;
  close: () => void;
}

export default function QuickCreate({ type, name, created, close }: QuickCreateProps) {
  const t = useT();
  const client = useQueryClient();
  const sentence = useSentence();
  const { company } = useSession();
  const asked = type.fields.filter(
    (one) => !one.readonly && !(type.company && one.name === 'company') && (one.name === type.title || (one.required && (one.default === undefined || one.kind === 'choice'))),
  );
  const [values, setValues] = useState<Record<string, unknown>>(() => ({
    ...Object.fromEntries(asked.map((one) => [one.name, one.default ?? null])),
    [type.title]: name,
  }));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // The form under this dialog is not meant.
    event.stopPropagation();
    setBusy(true);
    setErrors({});
    setFailure('');
    try {
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''));
      const record = await createRecord(type.name, { ...(type.company ? { company: company.id } : {}), ...given });
      client.setQueryData(['records', type.name, 'title', record.id], String(record[type.title] ?? record.id));
      void refresh(client, type.name);
      created(record.id);
    } catch (error) {
      const found = error instanceof Problem ? error.byField : {};
      setErrors(found);
      if (!asked.some((one) => found[one.name])) setFailure(sentence(error));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={t('reference-new', { type: type.label })} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          {asked.map((field, index) => (
            <EditValue
              key={field.name} field={field} value={values[field.name]} error={errors[field.name]} document={values} autoFocus={index === 0}
              onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
            />
          ))}
          {failure && <Alert color="red" variant="outline" role="alert">{failure}</Alert>}
          <Group justify="end">
            <Button variant="default" onClick={close}>{t('cancel')}</Button>
            <Button type="submit" loading={busy}>{t('create')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
