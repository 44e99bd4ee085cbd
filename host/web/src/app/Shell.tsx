// The frame around every screen: company, search, menu, the reader's own things.
import { AppShell, Badge, Burger, Button, Group, Kbd, Select, Text, useDirection } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlugConnectedX, IconSearch } from '@tabler/icons-react';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';

import { useConnected } from '@/api/live';
import { useT } from '@/i18n';
import { openPalette } from '@/palette/open';
import Palette from '@/palette/Palette';
import { usePreference, useSession } from '@/session/session';

import { Menu } from './menu';
import { Go } from './navigation';
import { ReaderMenu } from './ReaderMenu';
import { Updated } from './Updated';

const Asking = lazy(() => import('@/view/Asking'));

/** The reader's density and direction stand on the page itself, for styles of any room. */
function usePage(): void {
  const [density] = usePreference<string>('density', 'comfortable');
  const [direction] = usePreference<string>('direction', 'auto');
  const { setDirection } = useDirection();
  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
  useEffect(() => setDirection(direction === 'rtl' ? 'rtl' : 'ltr'), [direction, setDirection]);
}

export function Shell() {
  const t = useT();
  const [opened, { toggle, close }] = useDisclosure(false);
  const session = useSession();
  const connected = useConnected();
  usePage();
  return (
    <AppShell header={{ height: 48 }} navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !opened } }}>
      <a
        className="skip-link" href="#main"
        onClick={(event) => {
          // The address is the screen's own: only the focus goes.
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        {t('skip-to-content')}
      </a>
      <AppShell.Header className="no-print">
        <Group h="100%" px="xs" gap="xs" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('menu')} aria-expanded={opened} />
          <Go to="/" underline="never" fw={700} c="inherit" visibleFrom="sm" px="xs">Keel</Go>
          <Select
            aria-label={t('company')}
            data={session.companies.map((one) => ({ value: one.id, label: one.name }))}
            value={session.company.id}
            onChange={(id) => id && session.choose(id)}
            allowDeselect={false}
            searchable={session.companies.length > 8}
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
          {!connected && (
            <Badge variant="filled" color="orange.9" role="status" leftSection={<IconPlugConnectedX size={12} aria-hidden />} flex="none">{t('offline')}</Badge>
          )}
          <ReaderMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p={4} className="no-print">
        <Menu chosen={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Updated />
        <Outlet />
      </AppShell.Main>
      <Palette />
      <Suspense>
        <Asking />
      </Suspense>
    </AppShell>
  );
}
