// Who may sign in: their accounts, and making new ones with a password that is told once.
import { Badge, Button, Checkbox, Group, Modal, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';

import { api, data, type Schema } from '@/api/client';
import { Problem } from '@/api/problem';
import { type KeelRecord, useList, useRefresh } from '@/api/records';
import { useKeys } from '@/app/keys';
import { Go, useGo, usePath, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready, useSentence } from '@/app/states';
import { languages, useFormat, useLanguage, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Secret, Wide } from '../parts';

export default function UsersScreen() {
  const t = useT();
  const session = useSession();
  const [search, change] = useSearch();
  const [asked] = useDebouncedValue(search.q ?? '', 150);
  const go = useGo();
  // A new one has an address too.
  const opened = usePath() === '/admin/users/new';
  const open = () => go('/admin/users/new');
  const close = () => go('/admin/users');
  const query = useList('user', { q: asked || undefined, sort: 'name', limit: 500, titles: true });
  useKeys(session.user.administrator ? [{ keys: 'n', label: t('admin-user-new'), run: open }] : []);
  const make = session.user.administrator && (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={open}>{t('admin-user-new')}</Button>
  );
  return (
    <Screen title={t('admin-users')} actions={make}>
      <TextInput
        aria-label={t('search')} placeholder={t('search')} value={search.q ?? ''} maw={320} mb="sm" type="search"
        onChange={(event) => change({ q: event.currentTarget.value })}
      />
      <Ready query={query}>
        {(page) => page.items.length === 0 ? <Empty icon={IconUsers} title={t('nothing-found')} /> : (
          <Wide
            name={t('admin-users')}
            head={<><Table.Th>{t('admin-name')}</Table.Th><Table.Th>{t('login')}</Table.Th><Table.Th>{t('admin-state')}</Table.Th><Table.Th>{t('language')}</Table.Th><Table.Th>{t('admin-manager')}</Table.Th></>}
          >
            {page.items.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td><Go to={`/admin/users/${one.id}`} size="sm" fw={600}>{String(one.name)}</Go></Table.Td>
                <Table.Td>{String(one.login)}</Table.Td>
                <Table.Td><UserState user={one} /></Table.Td>
                <Table.Td>{languages[one.language as keyof typeof languages] ?? String(one.language)}</Table.Td>
                <Table.Td>{one.manager ? page.titles?.user?.[String(one.manager)] ?? '' : ''}</Table.Td>
              </Table.Tr>
            ))}
          </Wide>
        )}
      </Ready>
      <Modal opened={opened} onClose={close} title={t('admin-user-new')} closeButtonProps={{ 'aria-label': t('close') }}>
        <NewUser close={close} />
      </Modal>
    </Screen>
  );
}

export function UserState({ user }: { user: KeelRecord }) {
  const t = useT();
  const format = useFormat();
  const locked = Boolean(user.locked_until_at) && new Date(String(user.locked_until_at)).getTime() > Date.now();
  return (
    <Group gap={6}>
      <Badge color={user.disabled ? 'gray' : 'green'}>{t(user.disabled ? 'admin-user-disabled' : 'admin-user-enabled')}</Badge>
      {user.administrator === true && <Badge color="violet">{t('admin-administrator')}</Badge>}
      {user.password_one_time === true && <Badge color="orange">{t('admin-one-time')}</Badge>}
      {locked && <Badge color="red">{t('admin-locked', { until: format.ago(String(user.locked_until_at)) })}</Badge>}
    </Group>
  );
}

function NewUser({ close }: { close: () => void }) {
  const t = useT();
  const go = useGo();
  const refresh = useRefresh();
  const sentence = useSentence();
  const [given, setGiven] = useState({ login: '', name: '', language: useLanguage() as string, administrator: false });
  const [made, setMade] = useState<Schema<'OneTimePassword'> | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const byField = problem instanceof Problem ? problem.byField : {};
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      setMade(await data(api.POST('/api/v1/actions/user.create', { body: given })));
      await refresh('user');
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  if (made) {
    return (
      <Stack>
        <Secret title={t('admin-password-once', { login: made.login })} text={t('admin-password-once-why')} secret={made.password} />
        <Group justify="end">
          <Button variant="default" onClick={close}>{t('done')}</Button>
          <Button onClick={() => go(`/admin/users/${made.user_id}`)}>{t('admin-give-roles')}</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput label={t('admin-name')} required withAsterisk={false} data-autofocus value={given.name} error={byField.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} />
        <TextInput
          label={t('login')} description={t('admin-login-why')} required withAsterisk={false} value={given.login} error={byField.login} autoComplete="off"
          onChange={(event) => setGiven({ ...given, login: event.currentTarget.value })}
        />
        <Select
          label={t('language')} value={given.language} allowDeselect={false} data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          onChange={(language) => language && setGiven({ ...given, language })}
        />
        <Checkbox
          label={t('admin-administrator')} description={t('admin-administrator-why')} checked={given.administrator}
          onChange={(event) => setGiven({ ...given, administrator: event.currentTarget.checked })}
        />
        {problem !== null && Object.keys(byField).length === 0 && <Text size="sm" c="var(--keel-bad)" role="alert">{sentence(problem)}</Text>}
        <Group justify="end"><Button type="submit" loading={busy}>{t('create')}</Button></Group>
      </Stack>
    </form>
  );
}
