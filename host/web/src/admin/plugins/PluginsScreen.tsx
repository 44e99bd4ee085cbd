// What is installed, how each does, and whose keys are trusted.
import { Badge, Button, Group, Stack, Table, Tabs, Text } from '@mantine/core';
import { IconKey, IconPackage, IconPuzzle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { Go, useGo, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready } from '@/app/states';
import { useT } from '@/i18n';

import { Wide } from '../parts';
import { useFigures } from './figures';
import { Keys } from './KeysOfVendors';
import { type PluginLine, sumOf, usageQuery, usePlugins } from './plugins';

const colours: Record<string, string> = { enabled: 'green', disabled: 'gray', paused: 'red' };

export function StateBadge({ state }: { state: string }) {
  const t = useT();
  return <Badge color={colours[state] ?? 'gray'}>{t(`admin-state-${state}`)}</Badge>;
}

export default function PluginsScreen() {
  const t = useT();
  const go = useGo();
  const query = usePlugins();
  const [search, change] = useSearch();
  const install = <Button leftSection={<IconPackage size={16} aria-hidden />} onClick={() => go('/admin/plugins/install')}>{t('admin-install')}</Button>;
  return (
    <Screen title={t('admin-plugins')} actions={install}>
      <Tabs value={search.tab ?? 'installed'} onChange={(tab) => change({ tab: tab === 'installed' ? null : tab }, { push: true })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="installed" leftSection={<IconPuzzle size={16} aria-hidden />}>{t('admin-installed')}</Tabs.Tab>
          <Tabs.Tab value="keys" leftSection={<IconKey size={16} aria-hidden />}>{t('admin-keys')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="installed">
          <Ready query={query}>
            {(plugins) => plugins.length === 0
              ? <Empty icon={IconPuzzle} title={t('admin-no-plugins')} text={t('admin-no-plugins-why')}>{install}</Empty>
              : <Installed plugins={plugins} />}
          </Ready>
        </Tabs.Panel>
        <Tabs.Panel value="keys"><Keys /></Tabs.Panel>
      </Tabs>
    </Screen>
  );
}

function Installed({ plugins }: { plugins: PluginLine[] }) {
  const t = useT();
  return (
    <Wide
      name={t('admin-installed')} min={860}
      head={(
        <>
          <Table.Th>{t('admin-plugin')}</Table.Th><Table.Th>{t('admin-state')}</Table.Th><Table.Th>{t('admin-companies')}</Table.Th>
          <Table.Th ta="end">{t('admin-calls')}</Table.Th><Table.Th ta="end">{t('admin-faults')}</Table.Th>
          <Table.Th ta="end">{t('admin-time')}</Table.Th><Table.Th ta="end">{t('admin-memory')}</Table.Th>
        </>
      )}
    >
      {plugins.map((one) => <Line key={one.code} one={one} />)}
    </Wide>
  );
}

function Line({ one }: { one: PluginLine }) {
  const t = useT();
  const figures = useFigures();
  const usage = useQuery(usageQuery(one.code)).data;
  const sum = usage && sumOf(usage);
  return (
    <Table.Tr>
      <Table.Td>
        <Stack gap={0}>
          <Group gap={6}><Go to={`/admin/plugins/${one.code}`} size="sm" fw={600}>{one.name}</Go><Text size="xs" c="dimmed">{one.version}</Text></Group>
          <Text size="xs" c="dimmed">{one.description}</Text>
        </Stack>
      </Table.Td>
      <Table.Td>
        <Stack gap={2} align="start">
          <StateBadge state={one.state} />
          {one.pending && <Badge color="orange">{t('admin-waits', { version: one.pending })}</Badge>}
          {!one.ready && <Badge color="red">{t('admin-not-ready')}</Badge>}
          {one.recording && <Badge color="blue">{t('admin-recording')}</Badge>}
        </Stack>
      </Table.Td>
      <Table.Td><Text size="sm">{one.companies.join(', ') || t('none')}</Text></Table.Td>
      <Table.Td className="figure">{sum && figures.number(sum.calls)}</Table.Td>
      <Table.Td className="figure">{sum && <Text span size="sm" fw={sum.faults > 0 ? 700 : undefined} c={sum.faults > 0 ? 'var(--keel-bad)' : undefined}>{figures.number(sum.faults)}</Text>}</Table.Td>
      <Table.Td className="figure">{sum && figures.time(sum.wallUs)}</Table.Td>
      <Table.Td className="figure">{sum && figures.bytes(sum.memoryMax)}</Table.Td>
    </Table.Tr>
  );
}
