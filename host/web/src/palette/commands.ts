// What can be done without looking anything up: places of the menu, commands of rooms, new records, reports, actions of plugins.
import { IconChartBar, IconHome, IconKeyboard, IconPlayerPlay, IconPlus, IconSettings, IconStar } from '@tabler/icons-react';

import { useMenu } from '@/app/menu';
import { recordPath, useGo } from '@/app/navigation';
import type { Command } from '@/app/room';
import { rooms } from '@/app/rooms';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';
import { useActionRunner } from '@/view/actions';

import { openCheatSheet } from './open';
import { useHere, usePinned } from './places';

/** `g` and a letter, to the lists that most people need; a room's own command of the same keys takes its place. */
const LETTERS: [letter: string, type: string][] = [
  ['c', 'contact'], ['i', 'item'], ['a', 'account'], ['e', 'entry'], ['t', 'task'], ['w', 'warehouse'], ['u', 'user'],
];

/** Where reports of plugins are shown, if a room shows them. */
const reportPath = rooms.flatMap((room) => room.screens).find((one) => one.path.includes('$plugin') && one.path.includes('$report'))?.path;

export interface Doing extends Command {
  run: () => void;
}

export function useCommands(): Doing[] {
  const t = useT();
  const go = useGo();
  const session = useSession();
  const menu = useMenu();
  const here = useHere();
  const { isPinned, toggle } = usePinned();
  const runner = useActionRunner();
  const places: Command[] = menu.flatMap((section) =>
    section.links.map((link) => ({
      id: `menu ${section.name} ${link.to} ${link.label}`, label: link.label, group: section.label, icon: link.icon ?? section.icon, to: link.to, search: link.search,
    })));
  const own: Command[] = rooms.flatMap((room) => room.commands?.(session, t) ?? []);
  const taken = new Set(own.map((one) => one.keys).filter(Boolean));
  const key = (keys: string) => (taken.has(keys) ? undefined : keys);
  for (const [letter, name] of LETTERS) {
    const type = session.types.find((one) => one.name === name && one.may.read);
    if (!type || taken.has(`g ${letter}`)) continue;
    // The menu may lead to a room's own list of them.
    const place = places.find((one) => one.to === `/r/${name}`) ?? places.find((one) => one.label === type.label);
    if (place && !place.keys) place.keys = `g ${letter}`;
    else if (!place) places.push({ id: `list ${name}`, label: type.label, group: t('directories'), to: `/r/${name}`, keys: `g ${letter}` });
  }
  const made: Command[] = session.types
    .filter((type) => type.may.create)
    .map((type) => ({ id: `new ${type.name}`, label: t('palette-new', { type: type.label }), group: t('palette-create'), icon: IconPlus, to: recordPath(type.name, 'new') }));
  const plugins: Command[] = session.plugins.flatMap((plugin) => [
    ...(reportPath ? plugin.reports.map((report) => ({
      id: `report ${plugin.code} ${report.name}`, label: report.label, group: plugin.name, icon: IconChartBar,
      to: reportPath.replace('$plugin', plugin.code).replace('$report', report.name),
    })) : []),
    ...plugin.actions.filter((action) => !action.on).map((action) => ({
      id: `action ${action.name}`, label: action.label, group: plugin.name, icon: IconPlayerPlay, keywords: action.help,
      run: () => void runner({ action: action.name, ask: 'all' }),
    })),
  ]);
  const heading = () => document.querySelector('#main h1')?.textContent?.trim() ?? here.to;
  const frame: Command[] = [
    { id: 'home', label: t('home'), group: t('menu'), icon: IconHome, to: '/', keys: key('g h') },
    { id: 'me', label: t('my-settings'), group: t('menu'), icon: IconSettings, to: '/me', keys: key('g s') },
    { id: 'keys', label: t('palette-keys'), group: t('menu'), icon: IconKeyboard, keys: '?', run: openCheatSheet },
    { id: 'pin', label: t(isPinned(here) ? 'palette-unpin' : 'palette-pin'), group: t('menu'), icon: IconStar, run: () => toggle({ ...here, label: heading() }) },
  ];
  const all = new Map<string, Doing>();
  for (const one of [...frame.slice(0, 1), ...own, ...frame.slice(1), ...places, ...made, ...plugins]) {
    // The same place under the same name stands once, with the keys of whoever has some.
    const same = one.to ? `${one.to} ${JSON.stringify(one.search ?? {})} ${one.label}` : one.id;
    const before = all.get(same);
    if (before) before.keys ??= one.keys;
    else all.set(same, { ...one, run: one.run ?? (() => go(one.to ?? '/', { search: one.search })) });
  }
  return [...all.values()];
}

const plain = (text: string) => text.toLocaleLowerCase().normalize('NFKD').replace(/[\u0300-\u036f]/g, '');

/** Commands in whose words every word of the query begins, nearest first; the beginning of the label before what is inside. */
export function matching(commands: Doing[], query: string, most: number): Doing[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const ranked = commands.flatMap((one) => {
    const label = plain(one.label);
    const text = ` ${label} ${plain(one.group)} ${plain(one.keywords ?? '')}`;
    if (!words.every((word) => text.includes(` ${word}`) || (word.length > 2 && text.includes(word)))) return [];
    const rank = label.startsWith(words.join(' ')) ? 0 : words.every((word) => ` ${label}`.includes(` ${word}`)) ? 1 : 2;
    return [{ one, rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.one.label.length - b.one.label.length).slice(0, most).map((found) => found.one);
}
