// One role: its name and the matrix of what it allows.
import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';

import { Problem } from '@/api/problem';
import { deleteRecord, type Loaded, updateRecord, useRecord } from '@/api/records';
import { useKeys } from '@/app/keys';
import { Go, useGo, useParam, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Ready } from '@/app/states';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { useDoing } from '../parts';
import { Matrix } from './Matrix';
import { kept, type Permission } from './permissions';

export default function RoleScreen() {
  const id = useParam('id');
  const t = useT();
  const query = useRecord('role', id);
  return (
    <Screen title={query.data ? String(query.data.record.name) : t('admin-role')} before={<Go to="/admin/roles" size="sm">{t('admin-roles')}</Go>}>
      <Ready query={query}>{(loaded) => <Edit key={loaded.etag} loaded={loaded} />}</Ready>
    </Screen>
  );
}

function Edit({ loaded: { record, etag } }: { loaded: Loaded }) {
  const t = useT();
  const go = useGo();
  const { may } = useSession();
  const { busy, run } = useDoing('records');
  const [search, change] = useSearch();
  const [name, setName] = useState(String(record.name));
  const [rows, setRows] = useState<Permission[]>((record.permissions as Permission[] | undefined) ?? []);
  const [dirty, setDirty] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const byField = problem instanceof Problem ? problem.byField : {};
  const save = () => run(async () => {
    setProblem(null);
    try {
      await updateRecord('role', record.id, etag, { name, permissions: kept(rows) });
    } catch (error) {
      setProblem(error);
      throw error;
    }
  }, t('saved'));
  useKeys([{ keys: 'mod+s', label: t('save'), run: () => dirty && void save() }]);
  const remove = () => modals.openConfirmModal({
    title: t('admin-role-delete'),
    labels: { confirm: t('delete'), cancel: t('cancel') },
    confirmProps: { color: 'red' },
    onConfirm: () => void run(() => deleteRecord('role', record.id, etag), t('done')).then((done) => done && go('/admin/roles')),
  });
  return (
    <Stack>
      <Group align="end" gap="sm">
        <TextInput
          label={t('admin-name')} value={name} error={byField.name} flex="1 1 200px" maw={320}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setDirty(true);
          }}
        />
        <TextInput
          label={t('admin-filter-types')} type="search" value={search.q ?? ''} flex="1 1 200px" maw={320} onChange={(event) => change({ q: event.currentTarget.value })}
        />
        <Switch label={t('admin-all-types')} checked={search.all === 'yes'} onChange={(event) => change({ all: event.currentTarget.checked ? 'yes' : null })} pb={6} />
      </Group>
      <Matrix
        rows={rows} filter={search.q ?? ''} all={search.all === 'yes'}
        change={(next) => {
          setRows(next);
          setDirty(true);
        }}
      />
      <Group justify="space-between" className="admin-foot">
        <Button loading={busy} disabled={!dirty} onClick={() => void save()}>{t('save')}</Button>
        {may('role', 'delete') && <Button variant="subtle" color="red" onClick={remove}>{t('delete')}</Button>}
      </Group>
    </Stack>
  );
}
