// Pages of plugins: view documents drawn by the host.
import { IconPuzzle } from '@tabler/icons-react';

import type { Room } from '@/app/room';

export const view: Room = {
  name: 'view',
  screens: [
    { path: '/p/$plugin/$page', load: () => import('./PageScreen') },
    { path: '/p/$plugin/reports/$report', load: () => import('./ReportScreen') },
    { path: '/bpmn/$type/$id/$field', load: () => import('@/bpmn/ModelerScreen') },
    { path: '/settings/plugins', load: () => import('./SettingsScreen') },
  ],
  commands: (session, t) =>
    session.plugins.some((one) => one.pages.some((page) => page.slot === 'settings'))
      ? [{ id: 'view settings', label: t('view-settings'), group: t('more'), icon: IconPuzzle, to: '/settings/plugins' }]
      : [],
};
