// The reader's own menu: colours, language, settings, the way out.
import { ActionIcon, Menu as Dropdown, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconKeyboard, IconLogout, IconMoon, IconSettings, IconSun, IconUser, IconWorld } from '@tabler/icons-react';

import { languages, useLanguage, useT } from '@/i18n';
import { openCheatSheet } from '@/palette/open';
import { useSession } from '@/session/session';

import { useGo } from './navigation';

export function ReaderMenu() {
  const t = useT();
  const go = useGo();
  const session = useSession();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = colorScheme === 'dark';
  return (
    <Dropdown position="bottom-end" width={240}>
      <Dropdown.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('reader-menu', { name: session.user.name })}>
          <IconUser size={20} aria-hidden />
        </ActionIcon>
      </Dropdown.Target>
      <Dropdown.Dropdown>
        <Dropdown.Label>{session.user.name}</Dropdown.Label>
        <Dropdown.Item leftSection={<IconSettings size={16} />} onClick={() => go('/me')}>{t('my-settings')}</Dropdown.Item>
        <Dropdown.Item leftSection={dark ? <IconSun size={16} /> : <IconMoon size={16} />} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
          {dark ? t('light') : t('dark')}
        </Dropdown.Item>
        <Dropdown.Item leftSection={<IconKeyboard size={16} />} onClick={openCheatSheet}>{t('palette-keys')}</Dropdown.Item>
        <Dropdown.Divider />
        <Dropdown.Label>{t('language')}</Dropdown.Label>
        {Object.entries(languages).map(([tag, name]) => (
          <Dropdown.Item
            key={tag} lang={tag} leftSection={<IconWorld size={16} />} rightSection={tag === language ? <IconCheck size={16} aria-hidden /> : undefined}
            onClick={() => session.prefer('language', tag)}
          >
            {name}
          </Dropdown.Item>
        ))}
        <Dropdown.Divider />
        <Dropdown.Item leftSection={<IconLogout size={16} />} onClick={() => void session.signOut()}>{t('sign-out')}</Dropdown.Item>
      </Dropdown.Dropdown>
    </Dropdown>
  );
}
