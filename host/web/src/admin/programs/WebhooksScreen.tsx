// Webhooks: addresses that are told of events, and what was and is to be delivered to them.
import { Button, Modal, Switch, Table, Tabs, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useState } from 'react';

import { api, data } from '@/api/client';
import { deleteRecord, type KeelRecord, updateRecord, useList } from '@/api/records';
import { useKeys } from '@/app/keys';
import { useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready } from '@/app/states';
import { useT } from '@/i18n';

import { Secret, useDoing, Wide } from '../parts';
import { Deliveries } from './Deliveries';
import { NewWebhook } from './NewWebhook';

export default function WebhooksScreen() {
  const t = useT();
  const [search, change] = useSearch();
  const [opened, { open, close }] = useDisclosure(false);
  const query = useList('webhook-endpoint', { limit: 200, sort: 'name' });
  useKeys([{ keys: 'n', label: t('admin-webhook-new'), run: open }]);
  const make = <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>{t('admin-webhook-new')}</Button>;
  return (
    <Screen title={t('admin-webhooks')} actions={make}>
      <Tabs value={search.tab ?? 'endpoints'} keepMounted={false} onChange={(tab) => change({ tab: tab === 'endpoints' ? null : tab, state: null }, { push: true })}>
        <Tabs.List mb="md">
          <Tabs.Tab value="endpoints">{t('admin-endpoints')}</Tabs.Tab>
          <Tabs.Tab value="deliveries">{t('admin-deliveries')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="endpoints">
          <Ready query={query}>
            {(page) => page.items.length === 0 ? <Empty icon={IconWebhook} title={t('admin-no-webhooks')} text={t('admin-no-webhooks-why')}>{make}</Empty> : <Endpoints rows={page.items} />}
          </Ready>
        </Tabs.Panel>
        <Tabs.Panel value="deliveries"><Deliveries endpoints={query.data?.items ?? []} /></Tabs.Panel>
      </Tabs>
      <Modal opened={opened} onClose={close} title={t('admin-webhook-new')} closeButtonProps={{ 'aria-label': t('close') }}><NewWebhook close={close} /></Modal>
    </Screen>
  );
}

function Endpoints({ rows }: { rows: KeelRecord[] }) {
  const t = useT();
  const { busy, run } = useDoing('records');
  const [secret, setSecret] = useState<string | null>(null);
  const etag = (one: KeelRecord) => `"${one.version}"`;
  const rotate = (one: KeelRecord) => modals.openConfirmModal({
    title: t('admin-rotate'),
    children: <Text size="sm">{t('admin-rotate-why', { name: String(one.name) })}</Text>,
    labels: { confirm: t('admin-rotate'), cancel: t('cancel') },
    onConfirm: () => void run(async () => setSecret((await data(api.POST('/api/v1/actions/webhook.rotate-secret', { body: { id: one.id } }))).secret)),
  });
  const remove = (one: KeelRecord) => modals.openConfirmModal({
    title: t('admin-webhook-delete', { name: String(one.name) }),
    labels: { confirm: t('delete'), cancel: t('cancel') },
    confirmProps: { color: 'red' },
    onConfirm: () => void run(() => deleteRecord('webhook-endpoint', one.id, etag(one)), t('done')),
  });
  return (
    <>
      <Wide name={t('admin-endpoints')} min={760} head={<><Table.Th>{t('admin-name')}</Table.Th><Table.Th>{t('admin-url')}</Table.Th><Table.Th>{t('admin-events')}</Table.Th><Table.Th>{t('admin-active')}</Table.Th><Table.Th /></>}>
        {rows.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td>{String(one.name)}</Table.Td>
            <Table.Td className="breaks">{String(one.url)}</Table.Td>
            <Table.Td>{(one.events as string[]).join(', ')}</Table.Td>
            <Table.Td>
              <Switch
                aria-label={t('admin-active-of', { name: String(one.name) })} checked={one.active === true} disabled={busy}
                onChange={(event) => {
                  const active = event.currentTarget.checked;
                  void run(() => updateRecord('webhook-endpoint', one.id, etag(one), { active }), t('saved'));
                }}
              />
            </Table.Td>
            <Table.Td ta="end">
              <Button variant="subtle" onClick={() => rotate(one)}>{t('admin-rotate')}</Button>
              <Button variant="subtle" color="red" onClick={() => remove(one)}>{t('delete')}</Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Wide>
      <Modal opened={secret !== null} onClose={() => setSecret(null)} title={t('admin-rotate')} closeButtonProps={{ 'aria-label': t('close') }}>
        {secret && <Secret title={t('admin-webhook-once')} text={t('admin-webhook-once-why')} secret={secret} />}
      </Modal>
    </>
  );
}
