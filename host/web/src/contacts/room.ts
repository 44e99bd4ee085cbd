// Contacts: duplicates and merging, findings of imports, erasing a person; lists and forms are those of all records.
import { IconUsers } from '@tabler/icons-react';

import type { MenuLink, Room } from '@/app/room';

export const contacts: Room = {
  name: 'contacts',
  screens: [
    { path: '/contacts/duplicates', load: () => import('./Duplicates') },
    { path: '/contacts/merge', load: () => import('./merge/Merge') },
    { path: '/contacts/findings', load: () => import('./Findings') },
    { path: '/contacts/erase', load: () => import('./Erase') },
  ],
  types: ['contact', 'city', 'job-title', 'role-requirement'],
  menu: (session, t) => {
    const list = (type: string): MenuLink[] =>
      session.types.filter((one) => one.name === type && one.may.read).map((one) => ({ to: `/r/${type}`, label: one.label }));
    const own = (to: string, label: string): MenuLink[] => (session.may('contact', 'update') ? [{ to, label }] : []);
    return [{
      name: 'contacts',
      label: t('contacts'),
      icon: IconUsers,
      links: [
        ...(session.may('contact', 'read') ? [{ to: '/r/contact', label: t('contacts-all') }] : []),
        ...own('/contacts/duplicates', t('contacts-duplicates')),
        ...own('/contacts/findings', t('contacts-findings')),
        ...own('/contacts/erase', t('contacts-erase')),
        ...list('city'), ...list('job-title'), ...list('role-requirement'),
      ],
    }];
  },
};
