// A new address to be told of events; its secret is told once.
import { Button, Group, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';

import { api, data } from '@/api/client';
import { Problem } from '@/api/problem';
import { useRefresh } from '@/api/records';
import { useSentence } from '@/app/states';
import { useT } from '@/i18n';

import { Secret } from '../parts';

/** Facts that the core tells; those of plugins may be typed. */
const EVENTS = [
  '*', 'record.*', 'record.created', 'record.updated', 'record.deleted', 'contact.*', 'contact.merged', 'contact.erased', 'ledger.*', 'ledger.entry-posted',
  'ledger.period-closed', 'ledger.period-reopened', 'stock.*', 'stock.move-done', 'stock.count-posted', 'stock.revalued', 'task.reminder-due', 'timeline.posted',
];

export function NewWebhook({ close }: { close: () => void }) {
  const t = useT();
  const refresh = useRefresh();
  const sentence = useSentence();
  const [given, setGiven] = useState({ name: '', url: '', events: ['*'] });
  const [secret, setSecret] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const byField = problem instanceof Problem ? problem.byField : {};
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      setSecret((await data(api.POST('/api/v1/actions/webhook.create', { body: given }))).secret);
      await refresh('webhook-endpoint');
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  if (secret) {
    return (
      <Stack>
        <Secret title={t('admin-webhook-once')} text={t('admin-webhook-once-why')} secret={secret} />
        <Group justify="end"><Button onClick={close}>{t('done')}</Button></Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput label={t('admin-name')} required withAsterisk={false} data-autofocus value={given.name} error={byField.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} />
        <TextInput label={t('admin-url')} description={t('admin-url-why')} type="url" required withAsterisk={false} value={given.url} error={byField.url} onChange={(event) => setGiven({ ...given, url: event.currentTarget.value })} />
        <TagsInput label={t('admin-events')} description={t('admin-events-why')} data={EVENTS} value={given.events} error={byField.events} onChange={(events) => setGiven({ ...given, events })} />
        {problem !== null && !byField.name && !byField.url && !byField.events && <Text size="sm" c="var(--keel-bad)" role="alert">{sentence(problem)}</Text>}
        <Group justify="end"><Button type="submit" loading={busy}>{t('create')}</Button></Group>
      </Stack>
    </form>
  );
}
