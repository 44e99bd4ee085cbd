// Takes a posted entry back by another one, on a day of its own.
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { act } from '@/api/http';
import { Problem } from '@/api/problem';
import { type KeelRecord, refresh } from '@/api/records';
import { recordPath, useGo } from '@/app/navigation';
import { useSentence } from '@/app/states';
import { useTold } from '@/app/told';
import { EditValue } from '@/fields/EditValue';
import { useT } from '@/i18n';
import { today } from '@/i18n/format';

import { field } from '../field';

export function Reverse({ entry, opened, close }: { entry: KeelRecord; opened: boolean; close: () => void }) {
  const t = useT();
  const go = useGo();
  const told = useTold();
  const sentence = useSentence();
  const client = useQueryClient();
  const now = today();
  const [on, setOn] = useState<string | null>(now < String(entry.entry_on) ? String(entry.entry_on) : now);
  const [why, setWhy] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      const back = await act<{ id: string; number: string }>('ledger.reverse', { company: entry.company, entry: entry.id, on, narration: why });
      await Promise.all([refresh(client, 'entry'), refresh(client, 'reconciliation')]);
      told.done(t('ledger-posted', { number: back.number }));
      close();
      go(recordPath('entry', back.id));
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  const byField = failure instanceof Problem ? failure.byField : {};
  return (
    <Modal opened={opened} onClose={close} title={t('ledger-reverse-title', { number: String(entry.number) })} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <Text size="sm">{t('ledger-reverse-why')}</Text>
          <EditValue field={field('on', t('ledger-reverse-on'), 'day', { required: true })} value={on} onChange={(day) => setOn(day as string | null)} error={byField.on} />
          <EditValue field={field('narration', t('ledger-reverse-reason'), 'text', { max: 2000 })} value={why} onChange={(text) => setWhy(text as string | null)} autoFocus />
          {failure !== null && !byField.on && <Alert color="red" variant="outline" role="alert">{sentence(failure)}</Alert>}
          <Group justify="end">
            <Button variant="default" onClick={close}>{t('cancel')}</Button>
            <Button type="submit" loading={busy}>{t('ledger-reverse')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
