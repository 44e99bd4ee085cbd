// The palette's dialog: a field, and below it what is meant, to be chosen with the arrows.
import { Box as Plain, Group, Loader, Modal, ScrollArea, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowRight, IconClock, IconEqual, type Icon, IconFileText, IconSearch, IconStar } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';

import { recordPath, useGo } from '@/app/navigation';
import { useTold } from '@/app/told';
import { useFormat, useT } from '@/i18n';

import { type Doing, matching, useCommands } from './commands';
import { type Hit, useFound } from './found';
import { placeKey, usePinned, useRecent } from './places';
import { Keys } from './Keys';
import { sum } from './sum';

interface Choice {
  id: string;
  label: string;
  beside: string;
  icon: Icon;
  keys?: string;
  run: () => void;
}

interface Group_ {
  label: string;
  choices: Choice[];
}

/** Long enough for a fast typist's next letter, short enough to be felt as at once. */
const PAUSE_MS = 40;

function useGroups(query: string, found: Hit[]): Group_[] {
  const t = useT();
  const go = useGo();
  const format = useFormat();
  const told = useTold();
  const commands = useCommands();
  const { pinned } = usePinned();
  const recent = useRecent();
  const doing = (one: Doing): Choice => ({ id: one.id, label: one.label, beside: one.group, icon: one.icon ?? IconArrowRight, keys: one.keys, run: one.run });
  if (!query.trim()) {
    const stars = new Set(pinned.map(placeKey));
    const place = (icon: Icon) => (one: { to: string; search?: Record<string, string>; label: string }): Choice => ({
      id: `place ${placeKey(one)}`, label: one.label, beside: '', icon, run: () => go(one.to, { search: one.search }),
    });
    return [
      { label: t('palette-pinned'), choices: pinned.map(place(IconStar)) },
      { label: t('palette-recent'), choices: recent.filter((one) => !stars.has(placeKey(one))).slice(0, 7).map(place(IconClock)) },
      { label: t('palette-go'), choices: commands.filter((one) => one.keys).map(doing) },
    ];
  }
  const result = sum(format.language, query);
  const matched = matching(commands, query, 40);
  const makes = matched.filter((one) => one.id.startsWith('new '));
  const others = matched.filter((one) => !one.id.startsWith('new '));
  return [
    {
      label: t('palette-sum'),
      choices: result === null ? [] : [{
        id: 'sum', label: format.decimal(result), beside: t('palette-sum-copy'), icon: IconEqual,
        run: () => void navigator.clipboard?.writeText(format.decimal(result).replaceAll('\u00a0', '')).then(() => told.done(t('palette-copied'))),
      }],
    },
    { label: t('palette-go'), choices: others.slice(0, 6).map(doing) },
    {
      label: t('palette-records'),
      choices: found.map((one) => ({
        id: `${one.type} ${one.id}`, label: one.code ? `${one.code} · ${one.title}` : one.title, beside: one.kind, icon: IconFileText, run: () => go(recordPath(one.type, one.id)),
      })),
    },
    { label: t('palette-create'), choices: makes.slice(0, 5).map(doing) },
    { label: t('more'), choices: others.slice(6, 14).map(doing) },
  ];
}

export default function Box({ close }: { close: () => void }) {
  const t = useT();
  const base = useId();
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim(), PAUSE_MS);
  const { hits, busy } = useFound(asked);
  // What was found for the letters before stays until the next answer, so that nothing jumps.
  const kept = useRef<Hit[]>([]);
  const shown = hits.length > 0 || !(busy || asked !== query.trim()) ? hits : kept.current;
  useEffect(() => {
    kept.current = shown;
  });
  const groups = useGroups(query, query.trim().length > 1 ? shown : []).filter((one) => one.choices.length > 0);
  const choices = groups.flatMap((one) => one.choices);
  const [active, setActive] = useState<string | null>(null);
  const index = Math.max(0, choices.findIndex((one) => one.id === active));
  const current = choices[index];
  const optionId = (id: string) => `${base}-${id.replace(/[^\w-]/g, '_')}`;
  const move = (to: number) => {
    const next = choices[(to + choices.length) % choices.length];
    if (!next) return;
    setActive(next.id);
    document.getElementById(optionId(next.id))?.scrollIntoView({ block: 'nearest' });
  };
  const choose = (one: Choice | undefined) => {
    if (!one) return;
    close();
    one.run();
  };
  const pressed = (event: KeyboardEvent) => {
    const ways: Record<string, () => void> = {
      ArrowDown: () => move(index + 1), ArrowUp: () => move(index - 1), PageDown: () => move(Math.min(index + 8, choices.length - 1)),
      PageUp: () => move(Math.max(index - 8, 0)), Enter: () => choose(current),
    };
    const way = event.nativeEvent.isComposing ? undefined : ways[event.key];
    if (!way) return;
    event.preventDefault();
    way();
  };
  return (
    <Modal.Root opened onClose={close} size={640} yOffset="8vh" padding={0} centered={false}>
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette')}>
        <TextInput
          role="combobox" aria-expanded aria-controls={`${base}-list`} aria-autocomplete="list" aria-activedescendant={current && optionId(current.id)}
          aria-label={t('search')} placeholder={t('search-hint')} variant="unstyled" size="md" px="sm" py={4} data-autofocus autoComplete="off" spellCheck={false}
          leftSection={<IconSearch size={18} aria-hidden />} rightSection={busy ? <Loader size={14} /> : null}
          value={query} onKeyDown={pressed}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setActive(null);
          }}
        />
        <ScrollArea.Autosize mah="min(60vh, 460px)" type="scroll" viewportProps={{ tabIndex: -1 }}>
          <Plain id={`${base}-list`} role="listbox" aria-label={t('palette')} p={4} className="palette-list">
            {groups.map((group) => (
              <div key={group.label} role="group" aria-label={group.label}>
                <Text size="xs" c="dimmed" px="xs" pt={6} aria-hidden>{group.label}</Text>
                {group.choices.map((one) => (
                  <Option key={one.id} id={optionId(one.id)} one={one} on={one === current} choose={() => choose(one)} hover={() => setActive(one.id)} />
                ))}
              </div>
            ))}
          </Plain>
          {choices.length === 0 && <Text p="md" size="sm" c="dimmed" role="status">{t(busy || asked !== query.trim() ? 'loading' : 'nothing-found')}</Text>}
        </ScrollArea.Autosize>
        <Group gap="md" px="sm" py={6} visibleFrom="sm" className="palette-foot">
          {[['ArrowDown', 'palette-foot-move'], ['Enter', 'palette-foot-choose'], ['Escape', 'palette-foot-close']].map(([keys, says]) => (
            <Group gap={4} key={keys}><Keys keys={keys!} /><Text size="xs" c="dimmed">{t(says!)}</Text></Group>
          ))}
        </Group>
      </Modal.Content>
    </Modal.Root>
  );
}

function Option({ id, one, on, choose, hover }: { id: string; one: Choice; on: boolean; choose: () => void; hover: () => void }) {
  return (
    <UnstyledButton
      id={id} component="div" role="option" aria-selected={on} tabIndex={-1} className="palette-option" data-on={on || undefined}
      onMouseMove={on ? undefined : hover} onClick={choose}
    >
      <one.icon size={16} stroke={1.5} aria-hidden />
      <Text span size="sm" truncate flex={1}>{one.label}</Text>
      {one.beside && <Text span size="xs" c="dimmed" truncate maw="40%">{one.beside}</Text>}
      {one.keys && <Plain component="span" visibleFrom="sm"><Keys keys={one.keys} /></Plain>}
    </UnstyledButton>
  );
}
