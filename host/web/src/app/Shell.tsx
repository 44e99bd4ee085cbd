// The frame around every screen: company, search, menu, the reader's own things.
import { ActionIcon, AppShell, Badge, Burger, Button, Group, Kbd, Menu as Dropdown, Select, Text, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLogout, IconMoon, IconSearch, IconSettings, IconSun, IconUser, IconWorld } from '@tabler/icons-react';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';

import { useConnected } from '@/api/live';
import { languages, useT } from '@/i18n';
import { openPalette } from '@/palette/open';
import { useSession } from '@/session/session';

import { Menu } from './menu';
import { Go, useGo } from './navigation';

const Palette = lazy(() => import('@/palette/Palette'));

export function Shell() {
  const t = useT();
  const [opened, { toggle, close }] = useDisclosure(false);
  const session = useSession();
  const connected = useConnected();
  return (
    <AppShell header={{ height: 48 }} navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !opened } }}>
      <AppShell.Header className="no-print">
        <Group h="100%" px="xs" gap="xs" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('menu')} />
          <Go to="/" underline="never" fw={700} c="inherit" visibleFrom="sm" px="xs">Keel</Go>
          <Select
            aria-label={t('company')}
            data={session.companies.map((one) => ({ value: one.id, label: one.name }))}
            value={session.company.id}
            onChange={(id) => id && session.choose(id)}
            allowDeselect={false}
            size="xs"
            maw={220}
            comboboxProps={{ width: 260, position: 'bottom-start' }}
          />
          <Button
            variant="default" flex="1 1 auto" maw={480} mx="auto" justify="space-between" px="xs"
            leftSection={<IconSearch size={16} aria-hidden />} rightSection={<Kbd size="xs" visibleFrom="sm">Ctrl K</Kbd>}
            onClick={openPalette}
          >
            <Text size="xs" c="dimmed" truncate>{t('search-hint')}</Text>
          </Button>
          {!connected && <Badge color="orange" role="status">{t('offline')}</Badge>}
          <ReaderMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p={4} className="no-print">
        <Menu chosen={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main">
        <Outlet />
      </AppShell.Main>
      <Suspense>
        <Palette />
      </Suspense>
    </AppShell>
  );
}

function ReaderMenu() {
  const t = useT();
  const go = useGo();
  const session = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = colorScheme === 'dark';
  return (
    <Dropdown position="bottom-end" width={220}>
      <Dropdown.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('reader-menu', { name: session.user.name })}>
          <IconUser size={20} aria-hidden />
        </ActionIcon>
      </Dropdown.Target>
      <Dropdown.Dropdown>
        <Dropdown.Label>{session.user.name}</Dropdown.Label>
        <Dropdown.Item leftSection={dark ? <IconSun size={16} /> : <IconMoon size={16} />} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
          {dark ? t('light') : t('dark')}
        </Dropdown.Item>
        <Dropdown.Item leftSection={<IconSettings size={16} />} onClick={() => go('/me')}>{t('my-settings')}</Dropdown.Item>
        <Dropdown.Divider />
        <Dropdown.Label>{t('language')}</Dropdown.Label>
        {Object.entries(languages).map(([tag, name]) => (
          <Dropdown.Item key={tag} lang={tag} leftSection={<IconWorld size={16} />} onClick={() => session.prefer('language', tag)}>{name}</Dropdown.Item>
        ))}
        <Dropdown.Divider />
        <Dropdown.Item leftSection={<IconLogout size={16} />} onClick={() => void session.signOut()}>{t('sign-out')}</Dropdown.Item>
      </Dropdown.Dropdown>
    </Dropdown>
  );
}
