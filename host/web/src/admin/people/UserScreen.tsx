// One account: who it is, which roles it has where, its password, whether it may sign in.
import { Button, Group, Modal, Select, Stack, Text, Title } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';

import { api, data, type Schema } from '@/api/client';
import { fieldOf, useType } from '@/api/meta';
import { Problem } from '@/api/problem';
import { type Loaded, updateRecord, useRecord } from '@/api/records';
import { useKeys } from '@/app/keys';
import { Go, useParam } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Ready } from '@/app/states';
import { useTold } from '@/app/told';
import { EditValue } from '@/fields/EditValue';
import { languages, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Secret, useDoing } from '../parts';
import { type Held, Roles } from './Roles';
import { UserState } from './UsersScreen';

const FIELDS = ['name', 'login', 'contact', 'manager', 'language', 'administrator'];

export default function UserScreen() {
  const id = useParam('id');
  const t = useT();
  const query = useRecord('user', id);
  return (
    <Screen title={query.data ? String(query.data.record.name) : t('admin-user')} before={<Go to="/admin/users" size="sm">{t('admin-users')}</Go>}>
      <Ready query={query}>{(loaded) => <Account key={loaded.etag} loaded={loaded} />}</Ready>
    </Screen>
  );
}

function Account({ loaded: { record, etag } }: { loaded: Loaded }) {
  const t = useT();
  const type = useType('user');
  const told = useTold();
  const session = useSession();
  const { busy, run } = useDoing('records');
  const [changes, setChanges] = useState<Record<string, unknown>>({});
  const [roles, setRoles] = useState<Held[]>((record.roles as Held[] | undefined) ?? []);
  const [rolesChanged, setRolesChanged] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [secret, setSecret] = useState<Schema<'OneTimePassword'> | null>(null);
  const byField = problem instanceof Problem ? problem.byField : {};
  const dirty = rolesChanged || Object.keys(changes).length > 0;
  const save = async () => {
    setProblem(null);
    await run(async () => {
      try {
        await updateRecord('user', record.id, etag, { ...changes, ...(rolesChanged ? { roles: roles.map(({ role, company }) => ({ role, company: company ?? null })) } : {}) });
        told.done(t('saved'));
      } catch (error) {
        setProblem(error);
        throw error;
      }
    });
  };
  useKeys([{ keys: 'mod+s', label: t('save'), run: () => dirty && void save() }]);
  const login = String(record.login);
  const me = record.id === session.user.id;
  const turn = () => run(
    () => data(record.disabled ? api.POST('/api/v1/actions/user.enable', { body: { login } }) : api.POST('/api/v1/actions/user.disable', { body: { login } })),
    t('saved'),
  );
  const reset = () => modals.openConfirmModal({
    title: t('admin-reset'),
    children: <Text size="sm">{t('admin-reset-why', { login })}</Text>,
    labels: { confirm: t('admin-reset'), cancel: t('cancel') },
    onConfirm: () => void run(async () => setSecret(await data(api.POST('/api/v1/actions/user.reset-password', { body: { login } })))),
  });
  return (
    <Stack gap="lg" maw={720}>
      <Group justify="space-between">
        <UserState user={record} />
        {session.user.administrator && (
          <Group gap="xs">
            <Button variant="default" loading={busy} onClick={reset}>{t('admin-reset')}</Button>
            {!me && <Button variant="default" loading={busy} onClick={() => void turn()}>{t(record.disabled ? 'admin-enable' : 'admin-disable')}</Button>}
          </Group>
        )}
      </Group>
      <Stack gap="sm">
        {FIELDS.flatMap((name) => fieldOf(type, name) ?? []).map((field) => field.name === 'language' ? (
          <Select
            key={field.name} label={field.label} allowDeselect={false} value={String(changes.language ?? record.language)} error={byField.language}
            data={[...new Set([...Object.keys(languages), String(record.language)])].map((tag) => ({ value: tag, label: languages[tag as keyof typeof languages] ?? tag }))}
            onChange={(language) => setChanges({ ...changes, language })}
          />
        ) : (
          <EditValue
            key={field.name} field={field} value={field.name in changes ? changes[field.name] : record[field.name]} error={byField[field.name]}
            disabled={(field.name === 'administrator' && me)} onChange={(value) => setChanges({ ...changes, [field.name]: value })}
          />
        ))}
      </Stack>
      <section>
        <Title order={2} mb={4}>{t('admin-roles')}</Title>
        <Roles
          roles={roles} problems={byField}
          change={(next) => {
            setRoles(next);
            setRolesChanged(true);
          }}
        />
      </section>
      <Group><Button loading={busy} disabled={!dirty} onClick={() => void save()}>{t('save')}</Button></Group>
      <Modal opened={secret !== null} onClose={() => setSecret(null)} title={t('admin-reset')} closeButtonProps={{ 'aria-label': t('close') }}>
        {secret && <Secret title={t('admin-password-once', { login: secret.login })} text={t('admin-password-once-why')} secret={secret.password} />}
      </Modal>
    </Stack>
  );
}
