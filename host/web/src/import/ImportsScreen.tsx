// Where imports begin, and those that were done.
import { Anchor, Badge, Box, Button, Group, SimpleGrid, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { IconFileImport, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

import { useList } from '@/api/records';
import { Go } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready } from '@/app/states';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

/** Types that are shown before the rest is asked for. */
const FIRST = 8;
/** Types that most companies bring along, first. */
const usual = ['contact', 'item', 'account', 'item-category', 'location', 'lot', 'uom', 'currency-rate'];

export default function ImportsScreen() {
  const t = useT();
  const { types } = useSession();
  const [text, setText] = useState('');
  const [every, setEvery] = useState(false);
  const place = (name: string) => (usual.includes(name) ? usual.indexOf(name) : usual.length);
  const offered = types
    .filter((one) => one.may.create && `${one.label} ${one.name}`.toLowerCase().includes(text.trim().toLowerCase()))
    .sort((a, b) => place(a.name) - place(b.name) || a.label.localeCompare(b.label));
  return (
    <Screen title={t('import')}>
      <Stack gap="lg">
        <Stack gap="xs">
          <Group justify="space-between" gap="xs">
            <Title order={2}>{t('import-what')}</Title>
            <TextInput
              aria-label={t('search')} placeholder={t('search')} size="sm" leftSection={<IconSearch size={16} aria-hidden />}
              value={text} onChange={(event) => setText(event.currentTarget.value)}
            />
          </Group>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3, xl: 4 }} spacing="xs">
            {offered.slice(0, every || text ? undefined : FIRST).map((one) => (
              <Go key={one.name} to={`/import/${one.name}`} underline="never" c="inherit" bd="1px solid var(--mantine-color-default-border)" bdrs="sm" p="xs" display="block">
                <Text fw={600} size="sm" c="var(--mantine-color-anchor)">{one.label}</Text>
                {one.help && <Text size="xs" c="dimmed" lineClamp={2}>{one.help}</Text>}
              </Go>
            ))}
          </SimpleGrid>
          {!every && !text && offered.length > FIRST && (
            <Group><Button variant="default" onClick={() => setEvery(true)}>{t('import-all-types', { count: offered.length })}</Button></Group>
          )}
          {offered.length === 0 && <Text c="dimmed">{t('nothing-found')}</Text>}
        </Stack>
        <Stack gap="xs">
          <Title order={2}>{t('import-batches')}</Title>
          <Batches />
        </Stack>
      </Stack>
    </Screen>
  );
}

/** What was imported, newest first. */
export function Batches({ type }: { type?: string }) {
  const t = useT();
  const format = useFormat();
  const { types } = useSession();
  const [limit, setLimit] = useState(25);
  const batches = useList('import-batch', { sort: '-created_at', limit, filter: type ? [`record_type:eq:${type}`] : [] });
  return (
    <Ready query={batches}>
      {(page) => page.items.length === 0 ? <Empty icon={IconFileImport} title={t('import-none')} text={t('import-none-why')} /> : (
        <Stack gap="xs" align="start">
          <Box maw="100%" w="100%">
            <Table.ScrollContainer type="native" tabIndex={0} minWidth={640}>
              <Table highlightOnHover>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('import-file')}</Table.Th>
                    <Table.Th>{t('import-records')}</Table.Th>
                    <Table.Th>{t('import-when')}</Table.Th>
                    <Table.Th ta="end">{t('import-created')}</Table.Th>
                    <Table.Th ta="end">{t('import-updated')}</Table.Th>
                    <Table.Th ta="end">{t('import-failed')}</Table.Th>
                    <Table.Th>{t('import-state')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {page.items.map((one) => (
                    <Table.Tr key={one.id}>
                      <Table.Td><Go size="sm" to={`/import/batch/${one.id}`}>{String(one.source)}</Go></Table.Td>
                      <Table.Td>{types.find((kind) => kind.name === one.record_type)?.label ?? String(one.record_type)}</Table.Td>
                      <Table.Td>{format.instant(String(one.created_at))}</Table.Td>
                      <Table.Td className="figure">{format.decimal(Number(one.created_count))}</Table.Td>
                      <Table.Td className="figure">{format.decimal(Number(one.updated_count))}</Table.Td>
                      <Table.Td className="figure">{format.decimal(Number(one.failed_count))}</Table.Td>
                      <Table.Td><State batch={one} /></Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Box>
          {page.next && <Anchor component="button" size="sm" onClick={() => setLimit(Math.min(limit + 100, 500))}>{t('more')}</Anchor>}
        </Stack>
      )}
    </Ready>
  );
}

/** Whether an import still stands. */
export function State({ batch }: { batch: Record<string, unknown> }) {
  const t = useT();
  return batch.undone_at ? <Badge color="gray">{t('import-undone')}</Badge> : <Badge color="green">{t('import-done')}</Badge>;
}
