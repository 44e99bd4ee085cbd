// Lines of a count: what it is, what the books expect, what was found; a quantity can be typed over.
import { ActionIcon, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import Decimal from 'decimal.js';
import { useState } from 'react';

import { useFormat, useT } from '@/i18n';

import { keyOf, type Line, type Target } from './tally';

export const signed = (format: { decimal: (value: string) => string }, value: string) =>
  (new Decimal(value).gt(0) ? '+' : '') + format.decimal(new Decimal(value).toFixed());

/** So many are drawn; a filter finds the others. */
const SHOWN = 200;

export function LineCards({ lines, targets, last, set }: {
  lines: Line[]; targets: Map<string, Target>; last: string | null; set: (key: string, quantity: string | null) => void;
}) {
  const t = useT();
  const format = useFormat();
  return (
    <Stack gap={6} role="list" aria-label={t('stock-lines')}>
      {lines.slice(0, SHOWN).map((one) => {
        const key = keyOf(one.item, one.lot);
        const target = targets.get(key);
        const name = target ? target.name : one.item.slice(0, 8);
        return (
          <Paper key={key} withBorder px="sm" py={6} role="listitem" bg={key === last ? 'var(--mantine-color-default-hover)' : undefined}>
            <Group justify="space-between" gap="xs">
              <div>
                <Text fw={600}>{name}{target?.lotCode ? ` · ${target.lotCode}` : ''}</Text>
                <Text size="sm" c="dimmed">{target?.code} · {t('stock-expected-of', { quantity: format.decimal(new Decimal(one.expected).toFixed()) })}</Text>
              </div>
              <Group gap="xs" wrap="nowrap">
                {one.difference !== null && !new Decimal(one.difference).isZero() && (
                  <Text fw={600} className="figure" c="var(--mantine-color-error)" aria-label={t('stock-difference-of', { quantity: signed(format, one.difference) })}>{signed(format, one.difference)}</Text>
                )}
                <Quantity label={t('stock-counted-label', { item: name })} value={one.counted} onChange={(value) => set(key, value)} />
                <ActionIcon variant="subtle" color="gray" size={44} disabled={one.counted === null} aria-label={t('stock-uncount', { item: name })} onClick={() => set(key, null)}><IconX size={20} aria-hidden /></ActionIcon>
              </Group>
            </Group>
          </Paper>
        );
      })}
      {lines.length > SHOWN && <Text size="sm" c="dimmed">{t('stock-more-lines', { count: lines.length - SHOWN })}</Text>}
    </Stack>
  );
}

function Quantity({ label, value, onChange }: { label: string; value: string | null; onChange: (value: string | null) => void }) {
  const format = useFormat();
  const t = useT();
  const [text, setText] = useState<string | null>(null);
  const typed = text === null ? null : format.typed(text);
  const wrong = text !== null && (typed === null || (typed !== '' && new Decimal(typed).lt(0)));
  return (
    <TextInput
      aria-label={label} size="md" w={96} inputMode="decimal" error={wrong ? t('no-number') : undefined} styles={{ input: { textAlign: 'end' } }}
      value={text ?? (value === null ? '' : format.decimal(value))} onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        if (text !== null && !wrong) onChange(typed === '' ? null : typed);
        if (!wrong) setText(null);
      }}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}
