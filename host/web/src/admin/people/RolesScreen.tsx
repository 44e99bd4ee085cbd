// Roles: named sets of permissions, to be given to people. A new one may begin as a copy.
import { Button, Group, Modal, Select, Stack, Table, TextInput } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';

import { Problem } from '@/api/problem';
import { createRecord, getRecord, type KeelRecord, useList, useRefresh } from '@/api/records';
import { useKeys } from '@/app/keys';
import { Go, useGo, usePath } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready } from '@/app/states';
import { useTold } from '@/app/told';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Wide } from '../parts';

export default function RolesScreen() {
  const t = useT();
  const format = useFormat();
  const { may } = useSession();
  const go = useGo();
  // A new one has an address too.
  const opened = usePath() === '/admin/roles/new';
  const open = () => go('/admin/roles/new');
  const close = () => go('/admin/roles');
  const query = useList('role', { sort: 'name', limit: 500 });
  useKeys(may('role', 'create') ? [{ keys: 'n', label: t('admin-role-new'), run: open }] : []);
  return (
    <Screen
      title={t('admin-roles')}
      actions={may('role', 'create') && <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>{t('admin-role-new')}</Button>}
    >
      <Ready query={query}>
        {(page) => page.items.length === 0 ? <Empty icon={IconUsersGroup} title={t('nothing-found')} /> : (
          <Wide name={t('admin-roles')} min={420} head={<><Table.Th>{t('admin-name')}</Table.Th><Table.Th>{t('company-code')}</Table.Th><Table.Th>{t('admin-updated-at')}</Table.Th></>}>
            {page.items.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td><Go to={`/admin/roles/${one.id}`} size="sm" fw={600}>{String(one.name)}</Go></Table.Td>
                <Table.Td>{String(one.code)}</Table.Td>
                <Table.Td>{format.instant(String(one.updated_at))}</Table.Td>
              </Table.Tr>
            ))}
          </Wide>
        )}
      </Ready>
      <Modal opened={opened} onClose={close} title={t('admin-role-new')} closeButtonProps={{ 'aria-label': t('close') }}>
        <NewRole roles={query.data?.items ?? []} />
      </Modal>
    </Screen>
  );
}

function NewRole({ roles }: { roles: KeelRecord[] }) {
  const t = useT();
  const go = useGo();
  const told = useTold();
  const refresh = useRefresh();
  const [given, setGiven] = useState({ name: '', code: '', from: '' });
  const [problem, setProblem] = useState<unknown>(null);
  const byField = problem instanceof Problem ? problem.byField : {};
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      const permissions = given.from ? (await getRecord('role', given.from)).record.permissions : [];
      const made = await createRecord('role', { name: given.name, code: given.code, permissions });
      await refresh('role');
      go(`/admin/roles/${made.id}`);
    } catch (error) {
      setProblem(error);
      if (!(error instanceof Problem) || Object.keys(error.byField).length === 0) told.failed(error);
    }
  };
  const code = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput
          label={t('admin-name')} required withAsterisk={false} data-autofocus value={given.name} error={byField.name}
          onChange={(event) => {
            const name = event.currentTarget.value;
            setGiven({ ...given, name, code: given.code === code(given.name) ? code(name) : given.code });
          }}
        />
        <TextInput label={t('company-code')} required withAsterisk={false} value={given.code} error={byField.code} onChange={(event) => setGiven({ ...given, code: event.currentTarget.value })} />
        <Select
          label={t('admin-role-copy')} clearable searchable value={given.from || null} data={roles.map((one) => ({ value: one.id, label: String(one.name) }))}
          onChange={(from) => setGiven({ ...given, from: from ?? '' })}
        />
        <Group justify="end"><Button type="submit">{t('create')}</Button></Group>
      </Stack>
    </form>
  );
}
