// The first screen: my work, and the manager's page.
import { IconHome, IconLayoutDashboard } from '@tabler/icons-react';

import type { Room } from '@/app/room';

export const home: Room = {
  name: 'home',
  screens: [
    { path: '/', load: () => import('./Home') },
    { path: '/manager', load: () => import('./Manager') },
  ],
  menu: (_, t) => [{
    name: 'home', label: t('home'), icon: IconHome,
    links: [
      { label: t('home-work'), to: '/', icon: IconHome },
      { label: t('home-manager'), to: '/manager', icon: IconLayoutDashboard },
    ],
  }],
  commands: (_, t) => [{ id: 'manager', label: t('home-manager'), group: t('menu'), icon: IconLayoutDashboard, to: '/manager', keys: 'g d' }],
};
