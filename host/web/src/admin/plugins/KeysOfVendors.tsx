// Keys of vendors: whose packages are taken, and taking that back.
import { Badge, Button, Code, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconKey } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';

import { api, data } from '@/api/client';
import { Empty, Ready } from '@/app/states';
import { useFormat, useT } from '@/i18n';

import { useDoing, Wide } from '../parts';
import { useKeysOfVendors } from './plugins';

export function Keys() {
  const t = useT();
  const format = useFormat();
  const query = useKeysOfVendors();
  const { busy, run } = useDoing('plugins');
  const [given, setGiven] = useState({ name: '', public_key: '' });
  const trust = async (event: FormEvent) => {
    event.preventDefault();
    if (await run(() => data(api.POST('/api/v1/actions/plugin.trust-key', { body: given })), t('admin-key-trusted', { name: given.name }))) setGiven({ name: '', public_key: '' });
  };
  const revoke = (name: string, public_key: string, plugins: string[]) =>
    modals.openConfirmModal({
      title: t('admin-key-revoke'),
      children: <Text size="sm">{t('admin-key-revoke-why', { name, plugins: plugins.join(', ') || t('none') })}</Text>,
      labels: { confirm: t('admin-key-revoke'), cancel: t('cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => void run(() => data(api.POST('/api/v1/actions/plugin.revoke-key', { body: { public_key } })), t('saved')),
    });
  return (
    <Stack>
      <Ready query={query}>
        {(keys) => keys.length === 0 ? <Empty icon={IconKey} title={t('admin-no-keys')} text={t('admin-no-keys-why')} /> : (
          <Wide
            name={t('admin-keys')}
            head={<><Table.Th>{t('admin-key-whose')}</Table.Th><Table.Th>{t('admin-key')}</Table.Th><Table.Th>{t('admin-since')}</Table.Th><Table.Th>{t('admin-plugins')}</Table.Th><Table.Th /></>}
          >
            {keys.map((one) => (
              <Table.Tr key={one.public_key}>
                <Table.Td>{one.name}</Table.Td>
                <Table.Td className="breaks"><Code>{one.public_key}</Code></Table.Td>
                <Table.Td>{one.revoked_at ? <Badge color="red">{t('admin-revoked-at', { at: format.instant(one.revoked_at) })}</Badge> : format.instant(one.created_at)}</Table.Td>
                <Table.Td>{one.plugins.join(', ')}</Table.Td>
                <Table.Td ta="end">
                  {!one.revoked_at && <Button variant="subtle" color="red" onClick={() => revoke(one.name, one.public_key, one.plugins)}>{t('admin-key-revoke')}</Button>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Wide>
        )}
      </Ready>
      <form onSubmit={(event) => void trust(event)}>
        <Group align="end" gap="xs" maw={860}>
          <TextInput label={t('admin-key-whose')} required withAsterisk={false} flex="1 1 160px" value={given.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} />
          <TextInput
            label={t('admin-key')} required withAsterisk={false} flex="2 1 280px" placeholder="ed25519:…" value={given.public_key}
            onChange={(event) => setGiven({ ...given, public_key: event.currentTarget.value })}
          />
          <Button type="submit" size="sm" loading={busy}>{t('admin-key-trust')}</Button>
        </Group>
      </form>
    </Stack>
  );
}
