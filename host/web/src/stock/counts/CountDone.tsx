// A count that was posted or given up: what was expected, what was found, and the moves of the differences.
import { Text } from '@mantine/core';
import Decimal from 'decimal.js';

import { useT } from '@/i18n';

import type { CountLine } from './CountScreen';
import { DifferenceTable } from './DifferenceTable';
import { keyOf, type Target } from './tally';

export function CountDone({ lines, targets }: { lines: CountLine[]; targets: Map<string, Target> }) {
  const t = useT();
  const told = lines.map((one) => ({
    ...one, difference: one.counted === null ? null : new Decimal(one.counted).minus(one.expected).toFixed(),
  }));
  const moves = new Map(lines.filter((one) => one.move).map((one) => [keyOf(one.item, one.lot), one.move!]));
  return lines.length === 0 ? <Text c="dimmed">{t('stock-count-nothing')}</Text> : <DifferenceTable lines={told} targets={targets} moves={moves} />;
}
