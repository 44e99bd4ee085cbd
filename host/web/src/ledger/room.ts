// The ledger: accounts, entries, reconciliation, closing. Reports are a room of their own.
import { IconBook2 } from '@tabler/icons-react';

import type { Command, MenuLink, Room } from '@/app/room';

export const ledger: Room = {
  name: 'ledger',
  screens: [
    { path: '/ledger/accounts', load: () => import('./accounts/Accounts') },
    { path: '/ledger/journals', load: () => import('./Journals') },
    { path: '/ledger/entry/new', load: () => import('./entry/NewEntry') },
    { path: '/ledger/entry/$id', load: () => import('./entry/EntryScreen') },
    { path: '/ledger/reconcile', load: () => import('./reconcile/Reconcile') },
    { path: '/ledger/close', load: () => import('./close/Close') },
    { path: '/ledger/rates', load: () => import('./close/Rates') },
    { path: '/ledger/setup', load: () => import('./Setup') },
  ],
  types: [
    'account', 'journal', 'fiscal-year', 'period', 'entry', 'entry-line', 'reconciliation', 'tax-code', 'payment-term', 'dimension', 'dimension-value',
    'account-dimension', 'currency-rate', 'ledger-setting',
  ],
  records: { entry: '/ledger/entry/$id' },
  menu: (session, t) => {
    const link = (type: string, to: string, label: string): MenuLink[] => (session.may(type, 'read') ? [{ to, label }] : []);
    return [{
      name: 'ledger',
      label: t('ledger'),
      icon: IconBook2,
      links: [
        ...link('account', '/ledger/accounts', t('ledger-accounts')),
        ...link('entry', '/r/entry', t('ledger-entries')),
        ...(session.may('entry', 'read') ? [{ to: '/ledger/entry/new', label: t('ledger-new-entry') }] : []),
        ...link('journal', '/ledger/journals', t('ledger-journals')),
        ...link('reconciliation', '/ledger/reconcile', t('ledger-reconcile')),
        ...link('entry', '/reports', t('reports')),
        ...link('period', '/ledger/close', t('ledger-close')),
        ...link('currency-rate', '/ledger/rates', t('ledger-rates')),
        ...link('ledger-setting', '/ledger/setup', t('ledger-setup')),
      ],
    }];
  },
  commands: (session, t) => {
    if (!session.may('entry', 'read')) return [];
    const go = (id: string, to: string, label: string, keys?: string): Command => ({ id: `ledger ${id}`, label, group: t('ledger'), icon: IconBook2, to, keys });
    return [
      go('new', '/ledger/entry/new', t('ledger-new-entry'), 'g n'),
      go('accounts', '/ledger/accounts', t('ledger-accounts'), 'g a'),
    ];
  },
};
