// One plugin: how it does, what it may, what it is set to, what it took, what went wrong, what waits.
import { Alert, Group, Tabs, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense } from 'react';

import { Go, useParam, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Ready, Waiting } from '@/app/states';
import { useT } from '@/i18n';

import { Capabilities } from './Granted';
import { Overview } from './Overview';
import { type PluginSheet, usePlugin } from './plugins';
import { StateBadge } from './PluginsScreen';
import { Faults, LogTail, UsageTable } from './Watched';

const SettingsForm = lazy(() => import('./SettingsForm'));
const Queues = lazy(() => import('./Queues'));
const Versions = lazy(() => import('./Versions'));

const tabs = ['overview', 'capabilities', 'settings', 'usage', 'faults', 'log', 'waiting', 'versions'] as const;

export default function PluginScreen() {
  const code = useParam('code');
  const t = useT();
  const query = usePlugin(code);
  return (
    <Screen title={query.data?.name ?? code} before={<Go to="/admin/plugins" size="sm">{t('admin-plugins')}</Go>}>
      <Ready query={query}>{(plugin) => <Sheet plugin={plugin} />}</Ready>
    </Screen>
  );
}

function Sheet({ plugin }: { plugin: PluginSheet }) {
  const t = useT();
  const [search, change] = useSearch();
  const shown: Record<(typeof tabs)[number], () => ReactNode> = {
    overview: () => <Overview plugin={plugin} />,
    capabilities: () => <Capabilities plugin={plugin} />,
    settings: () => <SettingsForm plugin={plugin} />,
    usage: () => <UsageTable code={plugin.code} />,
    faults: () => <Faults code={plugin.code} />,
    log: () => <LogTail code={plugin.code} />,
    waiting: () => <Queues code={plugin.code} />,
    versions: () => <Versions plugin={plugin} />,
  };
  const tab = tabs.find((one) => one === search.tab) ?? 'overview';
  return (
    <>
      <Group gap="xs" mb="sm">
        <StateBadge state={plugin.state} />
        <Text size="sm" c="dimmed">{plugin.description}</Text>
      </Group>
      {plugin.paused_reason && (
        <Alert color="red" variant="outline" icon={<IconPlayerPause aria-hidden />} title={t('admin-state-paused')} mb="sm">{plugin.paused_reason}</Alert>
      )}
      {plugin.waiting && tab !== 'versions' && (
        <Alert color="yellow" variant="outline" title={t('admin-waits', { version: plugin.waiting.version })} mb="sm">
          <Go to={`/admin/plugins/${plugin.code}`} search={{ tab: 'versions' }} size="sm">{t('admin-waits-look')}</Go>
        </Alert>
      )}
      <Tabs value={tab} onChange={(one) => change({ tab: one === 'overview' ? null : one }, { push: true })} keepMounted={false}>
        <Tabs.List mb="md">
          {tabs.map((one) => <Tabs.Tab key={one} value={one}>{t(`admin-tab-${one}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value={tab}><Suspense fallback={<Waiting />}>{shown[tab]()}</Suspense></Tabs.Panel>
      </Tabs>
    </>
  );
}
