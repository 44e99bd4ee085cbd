// Name of a view, who sees it, whether it opens first.
import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';

import { useSentence } from '@/app/states';
import { useT } from '@/i18n';

export function ViewDialog({ title, first, onSave, onClose }: {
  title: string;
  first: { name: string; shared: boolean; first: boolean };
  onSave: (name: string, shared: boolean, first: boolean) => Promise<void>;
  onClose: () => void;
}) {
  const t = useT();
  const sentence = useSentence();
  const [given, setGiven] = useState(first);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onSave(given.name.trim(), given.shared, given.first);
    } catch (error) {
      setFailure(sentence(error));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <TextInput data-autofocus label={t('records-views-name')} required withAsterisk={false} maxLength={200} value={given.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} />
          <Checkbox label={t('records-views-shared-why')} checked={given.shared} onChange={(event) => setGiven({ ...given, shared: event.currentTarget.checked })} />
          <Checkbox label={t('records-views-first-why')} checked={given.first} onChange={(event) => setGiven({ ...given, first: event.currentTarget.checked })} />
          {failure && <Text c="var(--mantine-color-error)" size="sm" role="alert">{failure}</Text>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit" loading={busy}>{t('save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
