// Tokens of all users, for administrators.
import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';

import { useList } from '@/api/records';
import { useKeys } from '@/app/keys';
import { Screen } from '@/app/Screen';
import { Ready } from '@/app/states';
import { useT } from '@/i18n';

import { NewToken } from './NewToken';
import { type Token, Tokens } from './Tokens';

export default function TokensScreen() {
  const t = useT();
  const [opened, { open, close }] = useDisclosure(false);
  const query = useList('api-token', { limit: 500, titles: true });
  useKeys([{ keys: 'n', label: t('admin-token-new'), run: open }]);
  return (
    <Screen title={t('admin-tokens')} actions={<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>{t('admin-token-new')}</Button>}>
      <Ready query={query}>
        {(page) => (
          <Tokens
            owners
            tokens={page.items.map((one): Token => ({
              id: one.id, name: String(one.name), owner: page.titles?.user?.[String(one.user)], scopes: one.scopes as Token['scopes'],
              expires_at: one.expires_at as string | null, revoked_at: one.revoked_at as string | null,
            }))}
          />
        )}
      </Ready>
      <Modal opened={opened} onClose={close} title={t('admin-token-new')} size="lg" closeButtonProps={{ 'aria-label': t('close') }}><NewToken close={close} /></Modal>
    </Screen>
  );
}
