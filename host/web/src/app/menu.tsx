// The menu: sections of rooms, folded as the reader left them.
import { NavLink, ScrollArea } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { useT } from '@/i18n';
import { usePreference, useSession } from '@/session/session';

import { usePath } from './navigation';
import type { MenuSection, Search } from './room';
import { rooms } from './rooms';

const MenuItem = createLink(NavLink) as unknown as (props: {
  to: string; search: Search; label: string; leftSection?: ReactNode; active: boolean; onClick: () => void;
}) => ReactNode;

export function useMenu(): MenuSection[] {
  const session = useSession();
  const t = useT();
  return rooms.flatMap((room) => room.menu?.(session, t) ?? []).filter((one) => one.links.length > 0);
}

export function Menu({ chosen }: { chosen: () => void }) {
  const t = useT();
  const path = usePath();
  const [folded, fold] = usePreference<string[]>('menu-folded', []);
  const holds = (to: string) => path === to || (to !== '/' && path.startsWith(`${to}/`));
  return (
    <ScrollArea component="nav" aria-label={t('menu')}>
      {useMenu().map((section) => (
        <NavLink
          key={section.name}
          component="button"
          label={section.label}
          leftSection={<section.icon size={18} stroke={1.5} aria-hidden />}
          childrenOffset={28}
          defaultOpened={!folded.includes(section.name) || section.links.some((one) => holds(one.to))}
          onChange={(open) =>
            fold(open ? folded.filter((one) => one !== section.name) : [...folded.filter((one) => one !== section.name), section.name])}
        >
          {section.links.map((link) => (
            <MenuItem
              key={link.to + link.label}
              to={link.to}
              search={link.search ?? {}}
              label={link.label}
              leftSection={link.icon && <link.icon size={16} stroke={1.5} aria-hidden />}
              active={holds(link.to)}
              onClick={chosen}
            />
          ))}
        </NavLink>
      ))}
    </ScrollArea>
  );
}
