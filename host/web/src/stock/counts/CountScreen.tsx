// A count: scanned while it is open, read when it is done.
import { Badge, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';

import { type KeelRecord, useRecord } from '@/api/records';
import { Go, useParam } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Failed, Ready, Waiting } from '@/app/states';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';

import { CountDone } from './CountDone';
import { CountOpen } from './CountOpen';
import { useCodes } from './useTally';

export interface CountLine {
  item: string;
  lot: string | null;
  expected: string;
  counted: string | null;
  move: string | null;
}

export default function CountScreen() {
  const id = useParam('id');
  return <Ready query={useRecord('stock-count', id)}>{({ record }) => <Count key={id} count={record} />}</Ready>;
}

const colours: Record<string, string> = { open: 'blue', posted: 'green', cancelled: 'gray' };

export function StateBadge({ state }: { state: string }) {
  const t = useT();
  const names: Record<string, string> = { open: t('stock-count-open'), posted: t('stock-count-posted'), cancelled: t('stock-count-cancelled') };
  return <Badge color={colours[state] ?? 'gray'}>{names[state] ?? state}</Badge>;
}

function Count({ count }: { count: KeelRecord }) {
  const t = useT();
  const format = useFormat();
  const client = useQueryClient();
  const { codes, targets, error } = useCodes();
  const lines = (count.lines as CountLine[] | undefined) ?? [];
  const open = count.state === 'open';
  return (
    <Screen title={t('stock-count-title', { number: String(count.number) })} before={<Text size="sm"><Go to="/stock/counts">{t('stock-counts')}</Go></Text>}>
      <Group gap="sm" mb="sm">
        <StateBadge state={String(count.state)} />
        <Text size="sm"><ReferenceLink type="location" id={String(count.location)} /></Text>
        <Text size="sm">{format.day(String(count.counted_on))}</Text>
        {Boolean(count.note) && <Text size="sm" c="dimmed">{String(count.note)}</Text>}
      </Group>
      {error ? <Failed error={error} again={() => void client.refetchQueries({ queryKey: ['records'] })} />
        : !codes ? <Waiting />
        : open ? <CountOpen id={count.id} number={String(count.number)} lines={lines} codes={codes} targets={targets} />
        : <CountDone lines={lines} targets={targets} />}
    </Screen>
  );
}
