// The scanning of a count: one large field that keeps the focus, what the last scan did, and all that was counted.
import { Button, Chip, Group, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconBarcode, IconCheck, IconMinus, IconPlus, IconQuestionMark } from '@tabler/icons-react';
import Decimal from 'decimal.js';
import { type FormEvent, useRef, useState } from 'react';

import { useSearch } from '@/app/navigation';
import { useFormat, useT } from '@/i18n';

import { LineCards } from './LineCards';
import { PostCount } from './PostCount';
import type { CountLine } from './CountScreen';
import { count as counted, keyOf, linesOf, scan, type Target, type Told } from './tally';
import { useTally } from './useTally';

interface Props {
  id: string;
  number: string;
  lines: CountLine[];
  codes: Map<string, Target[]>;
  targets: Map<string, Target>;
}

export function CountOpen({ id, number, lines, codes, targets }: Props) {
  const t = useT();
  const [search, change] = useSearch();
  const [tally, keep] = useTally(id);
  const [text, setText] = useState('');
  const [told, setTold] = useState<{ told: Told; nth: number } | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const all = linesOf(lines, tally);
  const shown = search.show ?? 'counted';
  const visible = all.filter((one) =>
    shown === 'all' || (shown === 'counted' ? one.counted !== null : shown === 'open' ? one.counted === null : one.difference !== null && !new Decimal(one.difference).isZero()));
  const take = ([next, one]: [typeof tally, Told]) => {
    keep(next);
    setTold((before) => ({ told: one, nth: (before?.nth ?? 0) + 1 }));
    if (one.kind !== 'counted') navigator.vibrate?.(120);
    field.current?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) take(scan(tally, text, codes));
    setText('');
  };
  const set = (key: string, quantity: string | null) => {
    const { [key]: _, ...rest } = tally.counted;
    keep({ ...tally, counted: quantity === null ? rest : { ...rest, [key]: quantity }, last: quantity === null ? null : key });
  };
  const step = (by: number) => {
    if (!tally.last) return;
    const after = Decimal.max(0, new Decimal(tally.counted[tally.last] ?? '0').plus(by)).toFixed();
    const target = targets.get(tally.last);
    keep({ ...tally, counted: { ...tally.counted, [tally.last]: after } });
    if (target) setTold((before) => ({ told: { kind: 'counted', target, quantity: after, added: '' }, nth: (before?.nth ?? 0) + 1 }));
  };
  const unknown = Object.entries(tally.unknown);
  const forget = (code: string) => {
    const { [code]: _, ...rest } = tally.unknown;
    keep({ ...tally, unknown: rest });
  };
  const done = all.filter((one) => one.counted !== null).length;
  if (search.post) {
    return <PostCount id={id} number={number} lines={lines} tally={tally} targets={targets} back={() => change({ post: null })} />;
  }
  return (
    <Stack>
      <form onSubmit={submit}>
        <TextInput
          ref={field} label={t('stock-scan')} description={t('stock-scan-why')} size="xl" autoFocus autoComplete="off" autoCapitalize="off" spellCheck={false}
          enterKeyHint="done" leftSection={<IconBarcode size={28} aria-hidden />} value={text} onChange={(event) => setText(event.currentTarget.value)}
        />
      </form>
      <LastScan
        told={told?.told} nth={told?.nth ?? 0} step={tally.last ? step : undefined}
        choose={(target) => take(counted(tally, target, '1'))}
      />
      {unknown.length > 0 && (
        <Paper withBorder p="sm">
          <Title order={2} mb="xs">{t('stock-unknown-codes')}</Title>
          <Text size="sm" c="dimmed" mb="xs">{t('stock-unknown-why')}</Text>
          <Group gap="xs">
            {unknown.map(([code, times]) => (
              <Button key={code} variant="default" size="md" onClick={() => forget(code)} aria-label={t('stock-unknown-forget', { code })}>{t('stock-unknown-code', { code, times })}</Button>
            ))}
          </Group>
        </Paper>
      )}
      <Group justify="space-between" gap="xs">
        <Text fw={600} role="status">{t('stock-counted-of', { done, all: all.length })}</Text>
        <Chip.Group value={shown} onChange={(value) => change({ show: value === 'counted' ? null : String(value) })}>
          <Group gap={6} role="radiogroup" aria-label={t('stock-show-lines')}>
            <Chip value="counted" size="sm">{t('stock-show-counted')}</Chip>
            <Chip value="different" size="sm">{t('stock-show-different')}</Chip>
            <Chip value="open" size="sm">{t('stock-show-open')}</Chip>
            <Chip value="all" size="sm">{t('stock-show-all')}</Chip>
          </Group>
        </Chip.Group>
      </Group>
      <LineCards lines={visible} targets={targets} last={tally.last} set={set} />
      <SimpleGrid cols={{ base: 1, xs: 2 }} maw={560}>
        <Button size="lg" disabled={done === 0} onClick={() => change({ post: '1' }, { push: true })}>{t('stock-count-review')}</Button>
        <PostCount.Cancel id={id} number={number} />
      </SimpleGrid>
    </Stack>
  );
}

/** What the last scan did: a colour, a picture and a sentence; it flashes anew with every scan. */
function LastScan({ told, nth, step, choose }: { told?: Told; nth: number; step?: (by: number) => void; choose: (target: Target) => void }) {
  const t = useT();
  const format = useFormat();
  if (!told) return <Paper withBorder p="md"><Text c="dimmed">{t('stock-scan-first')}</Text></Paper>;
  const name = (target: Target) => (target.lotCode ? `${target.name} · ${target.lotCode}` : target.name);
  const good = told.kind === 'counted';
  const [Sign, colour] = good ? [IconCheck, 'green'] as const : told.kind === 'unknown' || told.kind === 'no-last' ? [IconAlertTriangle, 'red'] as const : [IconQuestionMark, 'orange'] as const;
  const sentence = told.kind === 'counted' ? name(told.target)
    : told.kind === 'lot-wanted' ? t('stock-scan-lot', { item: told.target.name })
    : told.kind === 'serial-again' ? t('stock-scan-serial-again', { serial: told.target.lotCode ?? '' })
    : told.kind === 'choose' ? t('stock-scan-choose', { code: told.code })
    : told.kind === 'unknown' ? t('stock-scan-unknown', { code: told.code })
    : t('stock-scan-no-last');
  return (
    <Paper key={nth} withBorder p="md" role="status" bd={`3px solid var(--mantine-color-${colour}-6)`} data-told={told.kind} className="keel-flash">
      <Group justify="space-between" gap="sm">
        <Group gap="sm" wrap="nowrap" flex="1 1 200px">
          <Sign size={32} color={`var(--mantine-color-${colour}-6)`} aria-hidden />
          <div>
            <Text fw={600} size="lg">{sentence}</Text>
            {told.kind === 'counted' && <Text size="sm" c="dimmed">{told.target.code}</Text>}
          </div>
        </Group>
        {told.kind === 'counted' && (
          <Group gap="xs" wrap="nowrap">
            {step && <Button variant="default" size="md" px="sm" h={48} aria-label={t('stock-one-less')} onClick={() => step(-1)}><IconMinus aria-hidden /></Button>}
            <Text fw={700} fz={32} className="figure" miw={64} ta="center">{format.decimal(told.quantity)}</Text>
            {step && <Button variant="default" size="md" px="sm" h={48} aria-label={t('stock-one-more')} onClick={() => step(1)}><IconPlus aria-hidden /></Button>}
          </Group>
        )}
      </Group>
      {told.kind === 'choose' && (
        <Group gap="xs" mt="sm">
          {told.targets.map((one) => <Button key={keyOf(one.item, one.lot)} variant="default" size="md" onClick={() => choose(one)}>{name(one)}</Button>)}
        </Group>
      )}
    </Paper>
  );
}
