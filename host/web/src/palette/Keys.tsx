// Keys as they stand on a keyboard.
import { Group, Kbd, Text } from '@mantine/core';
import { Fragment } from 'react';

import { useT } from '@/i18n';

const signs: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Enter: '↵', Escape: 'Esc', alt: 'Alt', ' ': '␣' };
const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** `g c` is two presses one after the other, `mod+K` one. */
export function Keys({ keys }: { keys: string }) {
  const t = useT();
  const name = (key: string) => (key === 'mod' ? (isMac ? '⌘' : 'Ctrl') : key === 'shift' ? '⇧' : signs[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return (
    <Group gap={3} wrap="nowrap" component="span">
      {keys.split(' ').map((press, at) => (
        <Fragment key={at}>
          {at > 0 && <Text span size="xs" c="dimmed">{t('palette-then')}</Text>}
          {press.split('+').map((key) => <Kbd key={key} size="xs">{name(key)}</Kbd>)}
        </Fragment>
      ))}
    </Group>
  );
}
