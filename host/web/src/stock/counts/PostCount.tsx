// The end of a count: its differences and what they are worth, then into the books; or given up.
import { Button, Checkbox, Group, Stack, Text, Title } from '@mantine/core';
import { modals } from '@mantine/modals';
import Decimal from 'decimal.js';
import { useMemo, useState } from 'react';

import { act } from '@/api/http';
import { useRefresh } from '@/api/records';
import { Notice, Ready, useSentence } from '@/app/states';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { useValuation } from '../data';
import type { CountLine } from './CountScreen';
import { DifferenceTable } from './DifferenceTable';
import { linesOf, type Tally, type Target } from './tally';
import { forgetTally } from './useTally';

export function PostCount({ id, number, lines, tally, targets, back }: {
  id: string; number: string; lines: CountLine[]; tally: Tally; targets: Map<string, Target>; back: () => void;
}) {
  const t = useT();
  const told = useTold();
  const sentence = useSentence();
  const refresh = useRefresh();
  const { company } = useSession();
  const valuation = useValuation();
  const [absent, setAbsent] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const costs = useMemo(
    () => new Map((valuation.data ?? []).filter((one) => one.pile === 'stock' && one.unit_cost != null).map((one) => [one.item, String(one.unit_cost)])),
    [valuation.data],
  );
  const counted = linesOf(lines, tally, absent).filter((one) => one.counted !== null);
  const different = counted.filter((one) => !new Decimal(one.difference!).isZero());
  const left = linesOf(lines, tally).filter((one) => one.counted === null).length;
  const unknown = Object.keys(tally.unknown);
  const post = async () => {
    setBusy(true);
    setFailure('');
    try {
      await act('stock.count-post', {
        company: company.id, count: id, lines: counted.map((one) => ({ item: one.item, lot: one.lot, counted: one.counted })),
      });
      forgetTally(id);
      told.done(t('stock-count-post-done', { number }));
      back();
      await refresh();
    } catch (error) {
      setFailure(sentence(error));
      setBusy(false);
    }
  };
  return (
    <Stack>
      <Title order={2}>{t('stock-differences')}</Title>
      {unknown.length > 0 && <Notice kind="warn" title={t('stock-unknown-left', { count: unknown.length })}>{unknown.join(', ')}</Notice>}
      {left > 0 && (
        <Checkbox
          size="md" label={t('stock-count-absent', { count: left })} description={t('stock-count-absent-why')}
          checked={absent} onChange={(event) => setAbsent(event.currentTarget.checked)}
        />
      )}
      {different.length === 0
        ? <Notice kind="good" title={t('stock-count-same')} />
        : <Ready query={valuation}>{() => <DifferenceTable lines={different} targets={targets} costs={costs} />}</Ready>}
      {failure && <Text c="var(--mantine-color-error)" role="alert">{failure}</Text>}
      <Group>
        <Button size="lg" loading={busy} onClick={() => void post()}>{t('stock-count-post')}</Button>
        <Button size="lg" variant="default" onClick={back}>{t('stock-count-on')}</Button>
      </Group>
    </Stack>
  );
}

function Cancel({ id, number }: { id: string; number: string }) {
  const t = useT();
  const told = useTold();
  const refresh = useRefresh();
  const { company } = useSession();
  const cancel = async () => {
    try {
      await act('stock.count-cancel', { company: company.id, count: id });
      forgetTally(id);
      await refresh();
    } catch (error) {
      told.failed(error);
    }
  };
  const ask = () =>
    modals.openConfirmModal({
      title: t('stock-count-cancel-title', { number }),
      children: <Text size="sm">{t('stock-count-cancel-why')}</Text>,
      labels: { confirm: t('stock-count-cancel'), cancel: t('stock-count-on') },
      confirmProps: { color: 'red' },
      onConfirm: () => void cancel(),
    });
  return <Button size="lg" variant="default" onClick={ask}>{t('stock-count-cancel')}</Button>;
}

PostCount.Cancel = Cancel;
