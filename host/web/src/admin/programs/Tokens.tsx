// Tokens in a table: what each may, until when, and taking it back at once.
import { Badge, Button, Table, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconKey } from '@tabler/icons-react';

import { api, data } from '@/api/client';
import { Empty } from '@/app/states';
import { useFormat, useT } from '@/i18n';

import { useDoing, Wide } from '../parts';
import { useCovers } from '../plugins/capabilities';

export interface Token {
  id: string;
  name: string;
  owner?: string;
  scopes: Record<string, string[]>;
  expires_at?: string | null;
  revoked_at?: string | null;
}

export function Tokens({ tokens, owners }: { tokens: Token[]; owners: boolean }) {
  const t = useT();
  const format = useFormat();
  const covers = useCovers();
  const { busy, run } = useDoing('tokens', 'records');
  const revoke = (one: Token) => modals.openConfirmModal({
    title: t('admin-token-revoke'),
    children: <Text size="sm">{t('admin-token-revoke-why', { name: one.name })}</Text>,
    labels: { confirm: t('admin-token-revoke'), cancel: t('cancel') },
    confirmProps: { color: 'red' },
    onConfirm: () => void run(() => data(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id: one.id } } })), t('done')),
  });
  if (tokens.length === 0) return <Empty icon={IconKey} title={t('admin-no-tokens')} text={t('admin-no-tokens-why')} />;
  const isOver = (one: Token) => Boolean(one.expires_at && new Date(one.expires_at).getTime() < Date.now());
  return (
    <Wide
      name={t('admin-tokens')}
      head={<><Table.Th>{t('admin-token-for')}</Table.Th>{owners && <Table.Th>{t('admin-owner')}</Table.Th>}<Table.Th>{t('admin-scopes')}</Table.Th><Table.Th>{t('admin-expires')}</Table.Th><Table.Th /></>}
    >
      {tokens.map((one) => (
        <Table.Tr key={one.id}>
          <Table.Td>{one.name}</Table.Td>
          {owners && <Table.Td>{one.owner}</Table.Td>}
          <Table.Td>
            {Object.entries(one.scopes).map(([type, operations]) => (
              <Text key={type} size="sm">{covers(type)}: {operations.map((operation) => t(`admin-op-${operation}`)).join(', ')}</Text>
            ))}
          </Table.Td>
          <Table.Td>
            {one.revoked_at ? <Badge color="red">{t('admin-revoked-at', { at: format.instant(one.revoked_at) })}</Badge>
              : one.expires_at && (isOver(one) ? <Badge color="gray">{t('admin-expired')}</Badge> : format.instant(one.expires_at))}
          </Table.Td>
          <Table.Td ta="end">
            {!one.revoked_at && !isOver(one) && <Button variant="subtle" color="red" loading={busy} onClick={() => revoke(one)}>{t('admin-token-revoke')}</Button>}
          </Table.Td>
        </Table.Tr>
      ))}
    </Wide>
  );
}
