// The menu: what the reader pinned, then the sections of rooms, folded as they left them.
import { NavLink, ScrollArea } from '@mantine/core';
import { IconStar } from '@tabler/icons-react';
import { createLink } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { useT } from '@/i18n';
import { usePinned } from '@/palette/places';
import { usePreference, useSession } from '@/session/session';

import { usePath } from './navigation';
import type { MenuSection, Search } from './room';
import { rooms } from './rooms';

const MenuItem = createLink(NavLink) as unknown as (props: {
  to: string; search: Search; label: string; leftSection?: ReactNode; active: boolean; onClick: () => void; 'aria-current'?: 'page';
}) => ReactNode;

/** So many sections stand open until the reader folds them, unless they are long. */
const OPEN_FIRST = 3;
const LONG = 12;

/** Sections of all rooms; what an earlier section leads to does not stand in a later one again. */
export function useMenu(): MenuSection[] {
  const session = useSession();
  const t = useT();
  const met = new Set<string>();
  return rooms
    .flatMap((room) => room.menu?.(session, t) ?? [])
    .map((section) => ({
      ...section,
      links: section.links.filter((link) => {
        const key = `${link.to} ${JSON.stringify(link.search ?? {})}`;
        if (met.has(key)) return false;
        met.add(key);
        return true;
      }),
    }))
    .filter((one) => one.links.length > 0);
}

/** The link that leads nearest to a path: the longest that begins it, so that no two are marked. */
function nearest(sections: MenuSection[], path: string): string {
  const all = sections.flatMap((one) => one.links.map((link) => link.to));
  const holds = (to: string) => path === to || (to !== '/' && path.startsWith(`${to}/`));
  return all.filter(holds).sort((one, other) => other.length - one.length)[0] ?? '';
}

export function Menu({ chosen }: { chosen: () => void }) {
  const t = useT();
  const path = usePath();
  const sections = useMenu();
  const { pinned } = usePinned();
  const [folds, fold] = usePreference<Record<string, boolean>>('menu-open', {});
  const active = nearest(sections, path);
  const stars: MenuSection = { name: 'pinned', label: t('palette-pinned'), icon: IconStar, links: pinned };
  return (
    <ScrollArea component="nav" aria-label={t('menu')} type="scroll">
      {[...(pinned.length > 0 ? [stars] : []), ...sections].map((section, index) => {
        const here = section.name !== 'pinned' && section.links.some((link) => link.to === active);
        const open = folds[section.name] ?? ((index < OPEN_FIRST && section.links.length <= LONG) || here);
        return (
          <NavLink
            key={section.name}
            component="button"
            label={section.label}
            fw={here ? 600 : undefined}
            leftSection={<section.icon size={18} stroke={1.5} aria-hidden />}
            childrenOffset={28}
            aria-expanded={open}
            opened={open}
            onChange={(opened) => fold({ ...folds, [section.name]: opened })}
          >
            {/* Folded links are not drawn: a menu of two hundred links costs nothing until it is opened. */}
            {open ? section.links.map((link) => {
              const on = here && link.to === active;
              return (
                <MenuItem
                  key={link.to + link.label}
                  to={link.to}
                  search={link.search ?? {}}
                  label={link.label}
                  leftSection={link.icon && <link.icon size={16} stroke={1.5} aria-hidden />}
                  active={on}
                  aria-current={on ? 'page' : undefined}
                  onClick={chosen}
                />
              );
            }) : <span />}
          </NavLink>
        );
      })}
    </ScrollArea>
  );
}
