// What an import has to tell, row by row: refused, kept as given, worth knowing.
import { Badge, Button, Group, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';

import { Go, recordPath } from '@/app/navigation';
import { useFormat, useT } from '@/i18n';

import type { Finding } from './source';

const colours: Record<string, string> = { error: 'red', unresolved: 'orange', note: 'blue' };
const STEP = 100;

export function Findings({ findings, type }: { findings: Finding[]; type: string }) {
  const t = useT();
  const format = useFormat();
  const [only, setOnly] = useState('');
  const [shown, setShown] = useState(STEP);
  const names: Record<string, string> = { error: t('import-error'), unresolved: t('import-unresolved'), note: t('import-note') };
  const kinds = ['error', 'unresolved', 'note'].filter((kind) => findings.some((one) => one.severity === kind));
  const wanted = findings.filter((one) => !only || one.severity === only);
  if (findings.length === 0) return null;
  return (
    <Stack gap="xs">
      {kinds.length > 1 && (
        <Group className="no-print">
          <SegmentedControl
            size="xs" aria-label={t('import-findings')} value={only} onChange={setOnly}
            data={[{ value: '', label: t('import-all-findings') }, ...kinds.map((kind) => ({ value: kind, label: names[kind]! }))]}
          />
        </Group>
      )}
      <Table.ScrollContainer type="native" tabIndex={0} minWidth={560}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="end">{t('import-row')}</Table.Th>
              <Table.Th>{t('import-column')}</Table.Th>
              <Table.Th>{t('import-given')}</Table.Th>
              <Table.Th>{t('import-finding')}</Table.Th>
              <Table.Th>{t('import-kind')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {wanted.slice(0, shown).map((one, at) => (
              <Table.Tr key={at}>
                <Table.Td className="figure">{one.record ? <Go to={recordPath(type, one.record)}>{format.decimal(one.row)}</Go> : format.decimal(one.row)}</Table.Td>
                <Table.Td>{one.column}</Table.Td>
                <Table.Td>{one.given}</Table.Td>
                <Table.Td>{one.message}</Table.Td>
                <Table.Td><Badge color={colours[one.severity] ?? 'gray'}>{names[one.severity] ?? one.severity}</Badge></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {wanted.length > shown && (
        <Group>
          <Text size="sm" c="dimmed">{t('import-shown', { shown, total: wanted.length })}</Text>
          <Button variant="default" onClick={() => setShown(shown + 10 * STEP)}>{t('more')}</Button>
        </Group>
      )}
    </Stack>
  );
}
