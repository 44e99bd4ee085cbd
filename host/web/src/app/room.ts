// What a room of the interface brings: screens, menu, commands. Rooms are listed in rooms.ts; their code loads with their screens.
import type { Icon } from '@tabler/icons-react';
import type { ComponentType } from 'react';

import type { Translate } from '@/i18n';
import type { Session } from '@/session/session';

export interface Screen {
  /** Path with parameters: `/r/$type/$id`. */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
}

export interface MenuLink {
  label: string;
  to: string;
  search?: Search;
  icon?: Icon;
}

export interface MenuSection {
  /** Stable name, also where the reader's folding is kept. */
  name: string;
  label: string;
  icon: Icon;
  links: MenuLink[];
}

/** Something that the palette can do: go somewhere, or run. */
export interface Command {
  id: string;
  label: string;
  /** Where it belongs, shown beside it. */
  group: string;
  icon?: Icon;
  keywords?: string;
  /** Keys that do it: `g c` one after the other, `mod+K` together. */
  keys?: string;
  to?: string;
  search?: Search;
  run?: () => void;
}

/** State of a screen in its address: plain strings by name. */
export type Search = Record<string, string>;

export interface Room {
  name: string;
  screens: Screen[];
  menu?: (session: Session, t: Translate) => MenuSection[];
  commands?: (session: Session, t: Translate) => Command[];
  /** Record types that this room's menu leads to: the general directories leave them out. */
  types?: string[];
  /** Record types with a screen of this room for one record: `{ entry: '/ledger/entry/$id' }`. Links to records go there. */
  records?: Record<string, string>;
}
