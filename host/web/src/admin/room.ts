// Administration: users and roles, plugins, backups, audit, the reader's own settings.
import {
  IconArchive, IconHistory, IconKey, IconMail, IconPuzzle, IconSettings, IconShieldCheck, IconShieldLock, IconUsers, IconUsersGroup, IconWebhook,
} from '@tabler/icons-react';

import type { MenuLink, Room } from '@/app/room';
import type { Translate } from '@/i18n';
import type { Session } from '@/session/session';

/** What the reader may meet: users and roles by their rights on them, the host itself as an administrator. */
function links(session: Session, t: Translate): MenuLink[] {
  const all: (MenuLink & { may: boolean })[] = [
    { label: t('admin-users'), to: '/admin/users', icon: IconUsers, may: session.may('user', 'update') },
    { label: t('admin-roles'), to: '/admin/roles', icon: IconUsersGroup, may: session.may('role', 'update') },
    { label: t('admin-plugins'), to: '/admin/plugins', icon: IconPuzzle, may: session.user.administrator },
    { label: t('admin-tokens'), to: '/admin/tokens', icon: IconKey, may: session.may('api-token', 'read') && session.user.administrator },
    { label: t('admin-webhooks'), to: '/admin/webhooks', icon: IconWebhook, may: session.user.administrator },
    { label: t('admin-mails'), to: '/admin/mails', icon: IconMail, may: session.user.administrator },
    { label: t('admin-backups'), to: '/admin/backups', icon: IconArchive, may: session.user.administrator },
    { label: t('admin-audit'), to: '/admin/audit', icon: IconHistory, may: session.user.administrator },
    { label: t('admin-verify'), to: '/admin/verify', icon: IconShieldCheck, may: session.user.administrator },
    { label: t('admin-settings'), to: '/admin/settings', icon: IconSettings, may: session.user.administrator },
  ];
  return all.filter((one) => one.may);
}

export const admin: Room = {
  name: 'admin',
  types: ['user', 'role', 'api-token', 'webhook-endpoint'],
  records: { user: '/admin/users/$id', role: '/admin/roles/$id' },
  screens: [
    { path: '/me', load: () => import('./me/MeScreen') },
    { path: '/admin/users', load: () => import('./people/UsersScreen') },
    { path: '/admin/users/new', load: () => import('./people/UsersScreen') },
    { path: '/admin/users/$id', load: () => import('./people/UserScreen') },
    { path: '/admin/roles', load: () => import('./people/RolesScreen') },
    { path: '/admin/roles/new', load: () => import('./people/RolesScreen') },
    { path: '/admin/roles/$id', load: () => import('./people/RoleScreen') },
    { path: '/admin/plugins', load: () => import('./plugins/PluginsScreen') },
    { path: '/admin/plugins/install', load: () => import('./plugins/InstallScreen') },
    { path: '/admin/plugins/$code', load: () => import('./plugins/PluginScreen') },
    { path: '/admin/tokens', load: () => import('./programs/TokensScreen') },
    { path: '/admin/webhooks', load: () => import('./programs/WebhooksScreen') },
    { path: '/admin/mails', load: () => import('./programs/MailsScreen') },
    { path: '/admin/backups', load: () => import('./host/BackupsScreen') },
    { path: '/admin/audit', load: () => import('./host/AuditScreen') },
    { path: '/admin/verify', load: () => import('./host/VerifyScreen') },
    { path: '/admin/settings', load: () => import('./host/SettingsScreen') },
  ],
  menu: (session, t) => [{ name: 'admin', label: t('admin'), icon: IconShieldLock, links: links(session, t) }],
  commands: (session, t) => {
    const may = (to: string) => links(session, t).some((one) => one.to === to);
    return [
      { to: '/admin/plugins', keys: 'g p', label: t('admin-plugins') },
      { to: '/admin/users', keys: 'g u', label: t('admin-users') },
      { to: '/admin/plugins/install', label: t('admin-install') },
    ].filter((one) => may(one.to.replace('/install', ''))).map((one) => ({ ...one, id: `admin ${one.to}`, group: t('admin'), icon: IconShieldLock }));
  },
};
