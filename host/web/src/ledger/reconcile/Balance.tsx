// What is chosen on both sides, what is between them, and what becomes of that.
import { Button, Checkbox, Collapse, Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';

import { EditValue } from '@/fields/EditValue';
import { useFormat, useT } from '@/i18n';

import { field } from '../field';
import type { Chosen, OpenItem } from './matching';

interface How {
  writeOff?: { amount: string; account: string | null; narration: string | null };
  on?: string | null;
}

export function Balance({ held, sums, busy, clear, settle }: { held: OpenItem[]; sums: Chosen; busy: boolean; clear: () => void; settle: (how: How) => void }) {
  const t = useT();
  const format = useFormat();
  const [writing, setWriting] = useState(false);
  const [account, setAccount] = useState<string | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  const [on, setOn] = useState<string | null>(null);
  if (held.length === 0) return null;
  const currency = held[0]!.currency;
  const places = Math.max(...held.map((one) => one.residual.split('.')[1]?.length ?? 0));
  const money = (amount: Chosen['debit']) => format.money(amount.toFixed(places), currency);
  const even = sums.difference.isZero();
  const off = writing && !even;
  return (
    <Paper withBorder p="sm" mt="md" pos="sticky" bottom={8} component="section" aria-label={t('ledger-chosen')} shadow="sm">
      <Group justify="space-between" gap="sm">
        <Group gap="lg">
          <Text size="sm">{t('ledger-debits')} <Text span fw={600} className="figure">{money(sums.debit)}</Text></Text>
          <Text size="sm">{t('ledger-credits')} <Text span fw={600} className="figure">{money(sums.credit)}</Text></Text>
          <Text size="sm" role="status">{sums.fits ? (even ? t('ledger-settles-all') : t('ledger-stays-open', { amount: money(sums.difference.abs()) })) : t('ledger-does-not-fit')}</Text>
        </Group>
        <Group gap="xs">
          {!even && sums.fits && <Checkbox label={t('ledger-write-off')} checked={writing} onChange={(event) => setWriting(event.currentTarget.checked)} />}
          <Button variant="subtle" color="gray" onClick={clear}>{t('ledger-choose-none')}</Button>
          <Button
            disabled={!sums.fits} loading={busy}
            onClick={() => settle({ on, ...(off ? { writeOff: { amount: sums.difference.abs().toFixed(places), account, narration: why } } : {}) })}
          >
            {t('ledger-reconcile-do')}
          </Button>
        </Group>
      </Group>
      <Collapse expanded={off}>
        <Group mt="sm" align="end" gap="sm">
          <EditValue field={field('account', t('ledger-write-off-account'), 'reference', { to: 'account', help: t('ledger-write-off-account-why') })} filter={['is_group:eq:false']} value={account} onChange={(id) => setAccount(id as string | null)} />
          <EditValue field={field('narration', t('ledger-narration'), 'text', { max: 2000 })} value={why} onChange={(text) => setWhy(text as string | null)} />
          <EditValue field={field('on', t('ledger-day'), 'day')} value={on} onChange={(day) => setOn(day as string | null)} />
        </Group>
      </Collapse>
    </Paper>
  );
}
