// What fits exactly: chosen to be looked at, or settled at once.
import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';

import { useFormat, useT } from '@/i18n';

import { isDebit, itemKey, type Suggestion } from './matching';

const SHOWN = 6;

export function Suggestions({ found, busy, choose, settle }: { found: Suggestion[]; busy: boolean; choose: (one: Suggestion) => void; settle: (all: Suggestion[]) => void }) {
  const t = useT();
  const format = useFormat();
  if (found.length === 0) return null;
  const exact = found.filter((one) => one.reason !== 'reference');
  return (
    <Paper withBorder p="sm" mb="md" component="section" aria-labelledby="ledger-suggested">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="ledger-suggested">{t('ledger-suggested', { count: found.length })}</Title>
        {exact.length > 1 && <Button variant="default" loading={busy} onClick={() => settle(exact)}>{t('ledger-settle-all', { count: exact.length })}</Button>}
      </Group>
      <Stack gap={6}>
        {found.slice(0, SHOWN).map((one) => {
          const [first] = one.items;
          const names = (debits: boolean) => one.items.filter((item) => isDebit(item) === debits).map((item) => item.number).join(', ');
          return (
            <Group key={one.items.map(itemKey).join()} gap="xs" justify="space-between">
              <Group gap="xs">
                <Text size="sm">{names(true)} ↔ {names(false)}</Text>
                <Text size="sm" className="figure">{format.money((one.items.find((item) => !isDebit(item)) ?? first!).residual.replace('-', ''), first!.currency)}</Text>
                <Badge color="blue">{t(`ledger-suggested-${one.reason}`)}</Badge>
              </Group>
              <Group gap="xs">
                <Button variant="subtle" onClick={() => choose(one)}>{t('ledger-look')}</Button>
                <Button variant="default" disabled={busy} onClick={() => settle([one])}>{t('ledger-reconcile-do')}</Button>
              </Group>
            </Group>
          );
        })}
      </Stack>
    </Paper>
  );
}
