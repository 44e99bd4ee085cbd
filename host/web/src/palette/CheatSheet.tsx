// All keys that work here and now: everywhere, on this screen, and to places.
import { Group, Modal, SimpleGrid, Stack, Switch, Text, Title } from '@mantine/core';

import { useScreenKeys } from '@/app/keys';
import { useT } from '@/i18n';
import { usePreference } from '@/session/session';

import { useCommands } from './commands';
import { Keys } from './Keys';

interface Line {
  keys: string;
  label: string;
}

export default function CheatSheet({ close }: { close: () => void }) {
  const t = useT();
  const screen = useScreenKeys();
  const commands = useCommands().filter((one) => one.keys);
  const [single, setSingle] = usePreference('single-keys', true);
  const always: Line[] = [
    { keys: 'mod+K', label: t('palette-open') },
    ...commands.filter((one) => !one.keys!.startsWith('g ')).map((one) => ({ keys: one.keys!, label: one.label })),
    { keys: 'Escape', label: t('close') },
  ];
  const places = commands.filter((one) => one.keys!.startsWith('g ')).map((one) => ({ keys: one.keys!, label: one.label }));
  return (
    <Modal opened onClose={close} title={t('palette-keys')} size="xl" closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
          <Lines title={t('palette-keys-here')} lines={screen} none={t('palette-keys-none')} />
          <Stack>
            <Lines title={t('palette-keys-always')} lines={always} />
            <Lines title={t('palette-go')} lines={places} />
          </Stack>
        </SimpleGrid>
        <Switch
          label={t('palette-single')} description={t('palette-single-why')} checked={single} onChange={(event) => setSingle(event.currentTarget.checked)}
        />
      </Stack>
    </Modal>
  );
}

function Lines({ title, lines, none }: { title: string; lines: Line[]; none?: string }) {
  return (
    <Stack gap={4}>
      <Title order={3}>{title}</Title>
      {lines.length === 0 && none && <Text size="sm" c="dimmed">{none}</Text>}
      {lines.map((one) => (
        <Group key={one.keys + one.label} justify="space-between" wrap="nowrap" gap="sm">
          <Text size="sm">{one.label}</Text>
          <Keys keys={one.keys} />
        </Group>
      ))}
    </Stack>
  );
}
