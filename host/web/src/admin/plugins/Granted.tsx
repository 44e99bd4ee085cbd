// What a plugin has of that which it asks for: granted and taken back one by one.
import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';

import { api, data } from '@/api/client';
import { Empty } from '@/app/states';
import { useFormat, useT } from '@/i18n';

import { useDoing } from '../parts';
import { AskLine } from './capabilities';
import { type Ask, askName, type PluginSheet } from './plugins';

export function Capabilities({ plugin }: { plugin: PluginSheet }) {
  const t = useT();
  if (plugin.capabilities.length === 0) return <Empty title={t('admin-asks-nothing')} />;
  return (
    <Stack gap="xs" maw={860}>
      <Text size="sm" c="dimmed">{t('admin-granted-why')}</Text>
      {plugin.capabilities.map((one) => <Granted key={askName(one)} plugin={plugin.code} one={one} />)}
    </Stack>
  );
}

function Granted({ plugin, one }: { plugin: string; one: Ask }) {
  const t = useT();
  const format = useFormat();
  const { busy, run } = useDoing('plugins');
  const body = { plugin, capability: one.capability, covers: one.covers ? [one.covers] : undefined };
  const toggle = () => run(
    () => data(one.granted ? api.POST('/api/v1/actions/plugin.revoke', { body }) : api.POST('/api/v1/actions/plugin.grant', { body })),
    t(one.granted ? 'admin-taken-back' : 'admin-granted'),
  );
  return (
    <Paper withBorder p="xs">
      <Group align="start" justify="space-between" gap="sm">
        <AskLine one={one}>
          <Group gap="xs">
            <Badge color={one.granted ? 'green' : 'gray'}>{t(one.granted ? 'admin-granted' : 'admin-not-granted')}</Badge>
            {one.granted_at && <Text size="xs" c="dimmed">{t('admin-granted-at', { at: format.instant(one.granted_at), by: one.granted_by ?? '–' })}</Text>}
          </Group>
        </AskLine>
        <Button variant={one.granted ? 'subtle' : 'default'} color={one.granted ? 'red' : undefined} loading={busy} onClick={() => void toggle()}>
          {t(one.granted ? 'admin-take-back' : 'admin-grant')}
        </Button>
      </Group>
    </Paper>
  );
}
