// A new version over the last recorded calls: what it would have done otherwise. Nothing is kept.
import { Alert, Button, Group, List, Stack, Table, Text, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';

import type { Schema } from '@/api/client';
import { Failed } from '@/app/states';
import { useFormat, useT } from '@/i18n';

import { Wide } from '../parts';
import { rehearse, usePlugin } from './plugins';

export function Rehearsal({ bytes, unsigned, code }: { bytes: ArrayBuffer; unsigned: boolean; code: string }) {
  const t = useT();
  const format = useFormat();
  const recording = usePlugin(code).data?.recording;
  const [told, setTold] = useState<Schema<'Rehearsal'> | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setTold(await rehearse(bytes, unsigned));
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <section>
      <Title order={2} mb={4}>{t('admin-rehearsal')}</Title>
      <Stack gap="xs" align="start">
        <Text size="sm" c="dimmed">{t(recording === false ? 'admin-rehearsal-off' : 'admin-rehearsal-why')}</Text>
        <Button variant="default" loading={busy} disabled={recording === false} onClick={() => void run()}>{t('admin-rehearse')}</Button>
        {problem !== null && <Failed error={problem} />}
        {told && (
          <Group gap={6}>
            {told.differences.length === 0 && <IconCheck size={16} aria-hidden />}
            <Text size="sm" role="status">{t('admin-rehearsed', { calls: told.calls, same: told.same, other: told.differences.length })}</Text>
          </Group>
        )}
      </Stack>
      {told && told.differences.length > 0 && (
        <Alert color="yellow" variant="outline" mt="xs">
          <Wide
            name={t('admin-rehearsal')}
            head={<><Table.Th>{t('admin-when')}</Table.Th><Table.Th>{t('admin-via')}</Table.Th><Table.Th>{t('admin-only-before')}</Table.Th><Table.Th>{t('admin-only-after')}</Table.Th></>}
          >
            {told.differences.map((one) => (
              <Table.Tr key={one.call}>
                <Table.Td>{format.instant(one.at)}</Table.Td>
                <Table.Td>{one.via}</Table.Td>
                {[one.only_before, one.only_after].map((effects, index) => (
                  <Table.Td key={index}><List size="sm">{effects.map((effect) => <List.Item key={effect}>{effect}</List.Item>)}</List></Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Wide>
        </Alert>
      )}
    </section>
  );
}
