// How far the lines are from balance, live; and the key that takes what is missing.
import { Button, Group, Paper, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconScale } from '@tabler/icons-react';

import { useFormat, useT } from '@/i18n';

import type { Sums } from './balance';

export function Difference({ sums, digits, currency, error, balance }: { sums: Sums; digits: number; currency: string; error: string | null; balance: () => void }) {
  const t = useT();
  const format = useFormat();
  const even = sums.difference.isZero();
  const shown = (amount: Sums['debit']) => format.money(amount.toFixed(Math.max(digits, amount.decimalPlaces())), currency);
  const missing = sums.difference.isNegative() ? 'ledger-missing-debit' : 'ledger-missing-credit';
  return (
    <Paper withBorder p="xs" my="xs" component="section" aria-label={t('ledger-balance')}>
      <Group justify="space-between" gap="xs">
        <Group gap="lg">
          <Text size="sm">{t('ledger-debits')} <Text span fw={600} className="figure">{shown(sums.debit)}</Text></Text>
          <Text size="sm">{t('ledger-credits')} <Text span fw={600} className="figure">{shown(sums.credit)}</Text></Text>
        </Group>
        <Group gap="xs">
          <Text size="sm" fw={600} component="div" role="status" c={even ? undefined : 'var(--mantine-color-error)'}>
            <Group gap={4} wrap="nowrap">
              {even ? <IconCheck size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
              {even ? t('ledger-balanced') : t(missing, { amount: shown(sums.difference.abs()) })}
            </Group>
          </Text>
          {!even && <Button variant="default" leftSection={<IconScale size={16} />} onClick={balance}>{t('ledger-balance-here')}</Button>}
        </Group>
      </Group>
      {error && <Text size="sm" c="var(--mantine-color-error)" role="alert">{error}</Text>}
    </Paper>
  );
}
