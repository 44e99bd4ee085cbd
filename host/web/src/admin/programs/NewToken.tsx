// A token for a program: what it is for, what it may, until when; its secret is told once.
import { ActionIcon, Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { api, data, type Schema } from '@/api/client';
import { useSentence } from '@/app/states';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Secret } from '../parts';
import { DOORS, OPERATIONS } from '../people/permissions';

interface Scope {
  type: string;
  operations: string[];
}

export function NewToken({ close }: { close: () => void }) {
  const t = useT();
  const { types } = useSession();
  const client = useQueryClient();
  const sentence = useSentence();
  const [name, setName] = useState('');
  const [until, setUntil] = useState<string | null>(null);
  const [scopes, setScopes] = useState<Scope[]>([{ type: '*', operations: ['read'] }]);
  const [made, setMade] = useState<Schema<'TokenMade'> | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const label = (type: string) => (DOORS.includes(type) ? t(`admin-door-${type === '*' ? 'all' : type}`) : types.find((one) => one.name === type)?.label ?? type);
  const set = (at: number, changes: Partial<Scope>) => setScopes(scopes.map((one, index) => (index === at ? { ...one, ...changes } : one)));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const body = { name, scopes: Object.fromEntries(scopes.map((one) => [one.type, one.operations])), expires_at: until ? `${until}T23:59:59Z` : null };
      setMade(await data(api.POST('/api/v1/tokens', { body })));
      await client.invalidateQueries({ queryKey: ['tokens'] });
      await client.invalidateQueries({ queryKey: ['records', 'api-token'] });
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  if (made) {
    return (
      <Stack>
        <Secret title={t('admin-token-once', { name: made.name })} text={t('admin-token-once-why')} secret={made.secret} />
        <Group justify="end"><Button onClick={close}>{t('done')}</Button></Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput label={t('admin-token-for')} required withAsterisk={false} data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <DateInput label={t('admin-expires')} description={t('admin-expires-why')} clearable value={until} minDate={new Date()} onChange={setUntil} />
        <Text size="sm" fw={500}>{t('admin-scopes')}</Text>
        <Text size="xs" c="dimmed">{t('admin-scopes-why')}</Text>
        {scopes.map((one, at) => (
          <Group key={at} gap="xs" role="group" aria-label={label(one.type)}>
            <Select
              aria-label={t('admin-record-type')} searchable allowDeselect={false} value={one.type} flex="1 1 160px"
              data={[...DOORS, ...types.map((type) => type.name)].filter((type) => type === one.type || !scopes.some((other) => other.type === type)).map((type) => ({ value: type, label: label(type) }))}
              onChange={(type) => type && set(at, { type })}
            />
            {OPERATIONS.map((operation) => (
              <Checkbox
                key={operation} size="xs" label={t(`admin-op-${operation}`)} checked={one.operations.includes(operation)}
                onChange={(event) => set(at, { operations: event.currentTarget.checked ? [...one.operations, operation] : one.operations.filter((other) => other !== operation) })}
              />
            ))}
            {scopes.length > 1 && (
              <ActionIcon variant="subtle" color="red" aria-label={t('remove')} onClick={() => setScopes(scopes.filter((_, index) => index !== at))}><IconTrash size={16} aria-hidden /></ActionIcon>
            )}
          </Group>
        ))}
        <Group>
          <Button
            variant="default" leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setScopes([...scopes, { type: types.find((type) => !scopes.some((other) => other.type === type.name))?.name ?? '*', operations: ['read'] }])}
          >
            {t('admin-scope-add')}
          </Button>
        </Group>
        {problem !== null && <Text size="sm" c="var(--keel-bad)" role="alert">{sentence(problem)}</Text>}
        <Group justify="end"><Button type="submit" loading={busy}>{t('create')}</Button></Group>
      </Stack>
    </form>
  );
}
