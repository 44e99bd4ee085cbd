// What was settled lately on an account, item by item, and how it is undone.
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { act } from '@/api/http';
import { type KeelRecord, refresh, useList, useRecord } from '@/api/records';
import { useTold } from '@/app/told';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

const SHOWN = 20;

export function Settled({ account }: { account: string }) {
  const t = useT();
  const [opened, { toggle }] = useDisclosure(false);
  const found = useList('reconciliation', { filter: [`account:eq:${account}`, 'undone_at:empty'], sort: '-reconciled_on', limit: SHOWN }, { enabled: opened });
  return (
    <Stack gap="xs" mt="xl" component="section" aria-labelledby="ledger-settled-lately">
      <Group gap="xs">
        <Title order={2} id="ledger-settled-lately">{t('ledger-settled-lately')}</Title>
        <Button variant="subtle" aria-expanded={opened} onClick={toggle}>{opened ? t('ledger-hide') : t('ledger-show')}</Button>
      </Group>
      {opened && found.data?.items.length === 0 && <Text size="sm" c="dimmed">{t('ledger-settled-none')}</Text>}
      {opened && found.data?.items.map((one) => <Settlement key={one.id} settlement={one} />)}
    </Stack>
  );
}

function Settlement({ settlement }: { settlement: KeelRecord }) {
  const t = useT();
  const format = useFormat();
  const told = useTold();
  const client = useQueryClient();
  const { company } = useSession();
  const [busy, setBusy] = useState(false);
  const whole = useRecord('reconciliation', settlement.id).data?.record;
  const matches = (whole?.matches ?? []) as { debit_entry: string; credit_entry: string; company_amount: string }[];
  const undo = async () => {
    setBusy(true);
    try {
      await act('ledger.unreconcile', { company: company.id, reconciliation: settlement.id });
      told.done(t('ledger-unreconciled'));
    } catch (error) {
      told.failed(error);
    }
    await Promise.all([refresh(client, 'reconciliation'), refresh(client, 'entry')]);
    setBusy(false);
  };
  return (
    <Group justify="space-between" align="start" gap="xs">
      <div>
        <Text size="sm" fw={500}>{format.day(String(settlement.reconciled_on))}</Text>
        {matches.map((one, index) => (
          <Text key={index} size="sm">
            <ReferenceLink type="entry" id={one.debit_entry} /> ↔ <ReferenceLink type="entry" id={one.credit_entry} /> <span className="figure">{format.money(one.company_amount, company.currency)}</span>
          </Text>
        ))}
      </div>
      <Button variant="default" loading={busy} onClick={() => void undo()}>{t('ledger-undo')}</Button>
    </Group>
  );
}
