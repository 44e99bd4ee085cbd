// Erases a person: said plainly what goes and what stays, and done only when the name was typed.
import { Alert, Button, Group, List, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';

import { act } from '@/api/http';
import { useRefresh } from '@/api/records';
import { useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { useSentence } from '@/app/states';
import { ReferencePicker } from '@/fields/ReferencePicker';
import { useT } from '@/i18n';
import { useTitle } from '@/records/titles';

interface Erased {
  removed: Record<string, number>;
  kept: Record<string, number>;
}

const count = (by: Record<string, number>) => Object.values(by).reduce((sum, one) => sum + one, 0);

export default function Erase() {
  const t = useT();
  const sentence = useSentence();
  const refresh = useRefresh();
  const [search, change] = useSearch();
  const name = useTitle('contact', search.contact);
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [done, setDone] = useState<Erased | null>(null);
  const [busy, setBusy] = useState(false);
  const sure = Boolean(name) && typed.trim() === name;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!sure) return;
    setBusy(true);
    setFailure(null);
    try {
      setDone(await act<Erased>('contact.erase', { contact: search.contact }));
      setTyped('');
      await refresh();
      change({ contact: null });
    } catch (error) {
      setFailure(sentence(error));
    }
    setBusy(false);
  };
  return (
    <Screen title={t('contacts-erase')}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md" maw={640}>
          <Text size="sm">{t('contacts-erase-when')}</Text>
          <ReferencePicker
            type="contact" filter={['kind:eq:person', 'active:eq:true']} value={search.contact ?? null} input={{ label: t('contacts-person'), size: 'sm' }}
            onChange={(id) => { setDone(null); setTyped(''); change({ contact: id }, { push: true }); }}
          />
          {search.contact && name && (
            <>
              <Alert color="red" variant="outline" icon={<IconAlertTriangle />} title={t('contacts-erase-sure', { name })}>
                <Title order={2} size="sm">{t('contacts-erase-goes')}</Title>
                <List size="sm"><List.Item>{t('contacts-erase-goes-data')}</List.Item><List.Item>{t('contacts-erase-goes-around')}</List.Item></List>
                <Title order={2} size="sm" mt="xs">{t('contacts-erase-stays')}</Title>
                <List size="sm"><List.Item>{t('contacts-erase-stays-books')}</List.Item><List.Item>{t('contacts-erase-stays-audit')}</List.Item></List>
                <Text size="sm" mt="xs" fw={600}>{t('contacts-erase-final')}</Text>
              </Alert>
              <TextInput label={t('contacts-erase-type', { name })} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" size="sm" />
              {failure && <Text size="sm" c="var(--mantine-color-error)" role="alert">{failure}</Text>}
              <Group><Button type="submit" color="red" disabled={!sure} loading={busy} leftSection={<IconTrash size={16} />}>{t('contacts-erase-do')}</Button></Group>
            </>
          )}
          {done && <Alert color="green" variant="outline" role="status">{t('contacts-erased', { removed: count(done.removed), kept: count(done.kept) })}</Alert>}
        </Stack>
      </form>
    </Screen>
  );
}
