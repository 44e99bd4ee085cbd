// The sheet of capabilities: what a plugin asks for, why, and what that may lead to, each to be agreed to by itself.
import { Badge, Checkbox, Group, Paper, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconEye, IconPencil } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { type Ask, askName } from './plugins';

export type Risk = 'looks' | 'changes' | 'final';

const CHANGES = ['records.create', 'records.update', 'ledger.reconcile', 'stock.plan', 'jobs.schedule', 'files.write', 'actions.call'];
const FINAL = ['records.delete', 'ledger.post', 'ledger.reverse', 'stock.move', 'http.send', 'mail.send'];

/** How far a capability reaches: what can be looked at, changed and changed back, or not taken back at all. */
export function riskOf(one: Pick<Ask, 'capability' | 'covers'>): Risk {
  if (FINAL.includes(one.capability) || (one.capability === 'actions.call' && one.covers === '*')) return 'final';
  return CHANGES.includes(one.capability) ? 'changes' : 'looks';
}

const icons = { looks: IconEye, changes: IconPencil, final: IconAlertTriangle };
const colours = { looks: 'green', changes: 'yellow', final: 'red' };

export function RiskBadge({ risk }: { risk: Risk }) {
  const t = useT();
  const Picture = icons[risk];
  return <Badge color={colours[risk]} variant="outline" leftSection={<Picture size={12} aria-hidden />} c="var(--mantine-color-text)">{t(`admin-risk-${risk}`)}</Badge>;
}

/** What is covered, as people call it. */
export function useCovers(): (covers: string | null | undefined) => string {
  const { types } = useSession();
  const t = useT();
  return (covers) => (!covers ? '' : covers === '*' ? t('admin-covers-all') : types.find((one) => one.name === covers)?.label ?? covers);
}

const known = new Set([
  'records.read', 'records.create', 'records.update', 'records.delete', 'ledger.read', 'ledger.post', 'ledger.reverse', 'ledger.reconcile', 'stock.read',
  'stock.plan', 'stock.move', 'contacts.search', 'actions.call', 'jobs.schedule', 'http.send', 'files.read', 'files.write',
  'events.hear', 'mail.send',
]);

export function AskLine({ one, children }: { one: Ask; children?: ReactNode }) {
  const t = useT();
  const covers = useCovers();
  const name = one.capability.replace('.', '-');
  return (
    <Stack gap={2} flex={1} miw={0}>
      <Group gap="xs">
        <Text size="sm" fw={600}>{known.has(one.capability) ? t(`admin-can-${name}`, { covers: covers(one.covers) }) : askName(one)}</Text>
        <RiskBadge risk={riskOf(one)} />
      </Group>
      <Text size="sm">{t('admin-reason', { reason: one.reason })}</Text>
      {known.has(one.capability) && <Text size="xs" c="dimmed">{t(`admin-may-${name}`)}</Text>}
      {one.warning && (
        <Group gap={6} wrap="nowrap" align="start">
          <IconAlertTriangle size={16} color="var(--keel-bad)" aria-hidden />
          <Text size="sm" c="var(--keel-bad)">{one.warning}</Text>
        </Group>
      )}
      {children}
    </Stack>
  );
}

/** Nothing is agreed to before somebody agreed: every box begins empty. */
export function Consent({ asks, chosen, choose }: { asks: Ask[]; chosen: string[]; choose: (names: string[]) => void }) {
  const t = useT();
  const all = asks.length > 0 && asks.every((one) => chosen.includes(askName(one)));
  return (
    <Stack gap="xs">
      {asks.map((one) => {
        const name = askName(one);
        return (
          <Paper key={name} withBorder p="xs">
            <Checkbox
              checked={chosen.includes(name)} size="md" styles={{ body: { alignItems: 'flex-start' }, labelWrapper: { flex: 1 } }}
              onChange={(event) => choose(event.currentTarget.checked ? [...chosen, name] : chosen.filter((other) => other !== name))}
              label={<AskLine one={one} />}
            />
          </Paper>
        );
      })}
      {asks.length > 1 && (
        <Checkbox
          label={t('admin-consent-all')} checked={all} indeterminate={!all && chosen.length > 0}
          onChange={(event) => choose(event.currentTarget.checked ? asks.map(askName) : [])}
        />
      )}
    </Stack>
  );
}
