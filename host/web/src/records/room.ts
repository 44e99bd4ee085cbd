// Records of every type, core or plugin, by what the host says of them.
import { IconDatabase, IconPuzzle } from '@tabler/icons-react';

import type { MenuSection, Room } from '@/app/room';
import { rooms } from '@/app/rooms';

export const records: Room = {
  name: 'records',
  screens: [
    { path: '/r/$type', load: () => import('./list/ListScreen') },
    { path: '/r/$type/new', load: () => import('./form/FormScreen') },
    { path: '/r/$type/$id', load: () => import('./form/FormScreen') },
  ],
  menu: (session, t) => {
    const plugins: MenuSection[] = session.plugins
      .filter((plugin) => plugin.menus.length > 0)
      .map((plugin) => ({
        name: `plugin ${plugin.code}`,
        label: plugin.name,
        icon: IconPuzzle,
        links: plugin.menus.map((entry) => ({
          label: entry.label,
          to: entry.page ? `/p/${plugin.code}/${entry.page}` : `/r/${entry.record_type}`,
        })),
      }));
    // What a room of its own leads to does not stand here again.
    const elsewhere = new Set(rooms.flatMap((room) => room.types ?? []));
    const directories = session.types
      .filter((type) => !type.plugin && type.may.read && !elsewhere.has(type.name))
      .map((type) => ({ label: type.label, to: `/r/${type.name}` }));
    return [...plugins, { name: 'directories', label: t('directories'), icon: IconDatabase, links: directories }];
  },
};
