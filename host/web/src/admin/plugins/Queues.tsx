// What waits because a plugin failed: held requests, marks on records, parked facts and runs; to be looked at, tried again or given up.
import { Badge, Button, Code, Group, Stack, Table, Text, Title } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { api, data } from '@/api/client';
import { act } from '@/api/http';
import { Go, recordPath } from '@/app/navigation';
import { Empty, Ready, Waiting } from '@/app/states';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';

import { useDoing, Wide } from '../parts';
import { useCovers } from './capabilities';

const colours: Record<string, string> = { waiting: 'blue', parked: 'red', done: 'green' };

export default function Queues({ code }: { code: string }) {
  const t = useT();
  const of = <Row extends { plugin: string }>(rows: Row[]) => rows.filter((one) => one.plugin === code);
  const held = useQuery({ queryKey: ['plugins', 'held'], queryFn: () => data(api.GET('/api/v1/plugin-held')).then(of) });
  const marks = useQuery({ queryKey: ['plugins', 'marks'], queryFn: () => data(api.GET('/api/v1/plugin-marks')).then(of) });
  const query = { plugin: code };
  const deliveries = useQuery({ queryKey: ['plugins', 'deliveries', code], queryFn: () => data(api.GET('/api/v1/plugin-deliveries', { params: { query } })) });
  const runs = useQuery({ queryKey: ['plugins', 'runs', code], queryFn: () => data(api.GET('/api/v1/plugin-runs', { params: { query } })) });
  const all = [held, marks, deliveries, runs];
  const open = deliveries.data?.filter((one) => one.state !== 'done');
  if (all.some((one) => one.isLoading)) return <Waiting />;
  if (all.every((one) => one.data) && [held.data, marks.data, open, runs.data].every((one) => one?.length === 0)) {
    return <Empty icon={IconCircleCheck} title={t('admin-nothing-waits')} text={t('admin-nothing-waits-why')} />;
  }
  return (
    <Stack gap="xl">
      <Ready query={held}>{(rows) => rows.length > 0 && <HeldRequests rows={rows} />}</Ready>
      <Ready query={marks}>{(rows) => rows.length > 0 && <Marks rows={rows} />}</Ready>
      <Ready query={deliveries}>
        {(rows) => {
          const shown = rows.filter((one) => one.state !== 'done');
          return shown.length > 0 && (
            <Tried
              title={t('admin-deliveries')} retry="plugin.retry-delivery" drop="plugin.drop-delivery"
              rows={shown.map((one) => ({ ...one, what: one.event, more: one.payload, key: one.subscription }))}
            />
          );
        }}
      </Ready>
      <Ready query={runs}>
        {(rows) => rows.length > 0 && (
          <Tried
            title={t('admin-runs')} retry="plugin.retry-run" drop="plugin.drop-run"
            rows={rows.map((one) => ({ ...one, at: one.due_at, what: one.job, more: null, key: one.key ?? (one.scheduled ? t('admin-scheduled') : '') }))}
          />
        )}
      </Ready>
    </Stack>
  );
}

/** Two things can be done with what waits; giving it up is asked once more. */
function Two({ id, again, drop, label, dropLabel }: { id: string; again: string; drop: string; label: string; dropLabel: string }) {
  const t = useT();
  const { busy, run } = useDoing('plugins');
  const sure = () => modals.openConfirmModal({
    title: dropLabel,
    children: <Text size="sm">{t('admin-drop-why')}</Text>,
    labels: { confirm: dropLabel, cancel: t('cancel') },
    confirmProps: { color: 'red' },
    onConfirm: () => void run(() => act(drop, { id }), t('done')),
  });
  return (
    <Group gap={4} wrap="nowrap" justify="end">
      <Button variant="default" loading={busy} onClick={() => void run(() => act(again, { id }), t('done'))}>{label}</Button>
      <Button variant="subtle" color="red" disabled={busy} onClick={sure}>{dropLabel}</Button>
    </Group>
  );
}

function HeldRequests({ rows }: { rows: { id: string; at: string; record_type: string; operation: string; method: string; path: string; body: string; hook: string; message: string; held_for?: string | null }[] }) {
  const t = useT();
  const format = useFormat();
  const covers = useCovers();
  return (
    <section>
      <Title order={2} mb={4}>{t('admin-held')}</Title>
      <Text size="sm" c="dimmed" mb="xs">{t('admin-held-why')}</Text>
      <Wide name={t('admin-held')} min={820} head={<><Table.Th>{t('admin-when')}</Table.Th><Table.Th>{t('admin-request')}</Table.Th><Table.Th>{t('admin-why')}</Table.Th><Table.Th>{t('admin-by')}</Table.Th><Table.Th /></>}>
        {rows.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td>{format.instant(one.at)}</Table.Td>
            <Table.Td>
              <Text size="sm">{covers(one.record_type)} · {t(`admin-op-${one.operation}`)}</Text>
              <details><summary>{`${one.method} ${one.path}`}</summary><Code block fz="xs">{one.body}</Code></details>
            </Table.Td>
            <Table.Td><Text size="sm">{one.message}</Text><Text size="xs" c="dimmed">{one.hook}</Text></Table.Td>
            <Table.Td>{one.held_for && <ReferenceLink type="user" id={one.held_for} />}</Table.Td>
            <Table.Td><Two id={one.id} again="plugin.release-held" drop="plugin.drop-held" label={t('admin-release')} dropLabel={t('admin-drop')} /></Table.Td>
          </Table.Tr>
        ))}
      </Wide>
    </section>
  );
}

function Marks({ rows }: { rows: { id: string; at: string; record_type: string; record_id: string; hook: string; message: string }[] }) {
  const t = useT();
  const format = useFormat();
  const covers = useCovers();
  const { busy, run } = useDoing('plugins');
  return (
    <section>
      <Title order={2} mb={4}>{t('admin-marks')}</Title>
      <Text size="sm" c="dimmed" mb="xs">{t('admin-marks-why')}</Text>
      <Wide name={t('admin-marks')} head={<><Table.Th>{t('admin-when')}</Table.Th><Table.Th>{t('admin-record')}</Table.Th><Table.Th>{t('admin-why')}</Table.Th><Table.Th /></>}>
        {rows.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td>{format.instant(one.at)}</Table.Td>
            <Table.Td><Go to={recordPath(one.record_type, one.record_id)} size="sm">{covers(one.record_type)}</Go></Table.Td>
            <Table.Td><Text size="sm">{one.message}</Text><Text size="xs" c="dimmed">{one.hook}</Text></Table.Td>
            <Table.Td ta="end">
              <Button variant="default" loading={busy} onClick={() => void run(() => act('plugin.clear-mark', { id: one.id }), t('done'))}>{t('admin-mark-seen')}</Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Wide>
    </section>
  );
}

interface TriedRow {
  id: string;
  at: string;
  what: string;
  key: string;
  more: string | null;
  state: string;
  attempts: number;
  next_at?: string | null;
  last_error?: string | null;
}

function Tried({ title, rows, retry, drop }: { title: string; rows: TriedRow[]; retry: string; drop: string }): ReactNode {
  const t = useT();
  const format = useFormat();
  return (
    <section>
      <Title order={2} mb="xs">{title}</Title>
      <Wide name={title} min={820} head={<><Table.Th>{t('admin-when')}</Table.Th><Table.Th>{t('admin-what')}</Table.Th><Table.Th>{t('admin-state')}</Table.Th><Table.Th>{t('admin-why')}</Table.Th><Table.Th /></>}>
        {rows.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td>{format.instant(one.at)}</Table.Td>
            <Table.Td>
              <Text size="sm">{one.what}</Text>
              <Text size="xs" c="dimmed">{one.key}</Text>
              {one.more && <details><summary>{t('admin-payload')}</summary><Code block fz="xs">{one.more}</Code></details>}
            </Table.Td>
            <Table.Td>
              <Badge color={colours[one.state] ?? 'gray'}>{t(`admin-state-${one.state}`)}</Badge>
              <Text size="xs" c="dimmed">{t('admin-attempts', { count: one.attempts })}{one.next_at ? ` · ${format.ago(one.next_at)}` : ''}</Text>
            </Table.Td>
            <Table.Td className="breaks"><Text size="sm">{one.last_error}</Text></Table.Td>
            <Table.Td><Two id={one.id} again={retry} drop={drop} label={t('try-again')} dropLabel={t('admin-drop')} /></Table.Td>
          </Table.Tr>
        ))}
      </Wide>
    </section>
  );
}
