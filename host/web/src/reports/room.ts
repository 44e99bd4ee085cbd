// Reports of the host: books and goods, each figure with the way to what it is made of.
import { IconReportAnalytics } from '@tabler/icons-react';

import type { Room } from '@/app/room';

import { definitions } from './definitions';

const load = () => import('./ReportScreen');

export const reports: Room = {
  name: 'reports',
  screens: [
    { path: '/reports', load: () => import('./ReportsPage') },
    { path: '/reports/$name', load },
    { path: '/ledger/reports/$name', load },
  ],
  commands: (session, t) =>
    definitions.filter((one) => session.may(one.of, 'read')).map((one) => ({
      id: `report ${one.name}`, label: t(`reports-name-${one.name}`), group: t('reports'), icon: IconReportAnalytics, to: `/reports/${one.name}`,
    })),
};
