// Pages of settings that plugins bring, all on one screen.
import { Stack } from '@mantine/core';
import { IconPuzzle } from '@tabler/icons-react';

import { Screen } from '@/app/Screen';
import { Empty } from '@/app/states';
import { useT } from '@/i18n';

import { PluginSlot, useSlotPages } from './slots';

export default function SettingsScreen() {
  const t = useT();
  const pages = useSlotPages('settings');
  return (
    <Screen title={t('view-settings')}>
      {pages.length === 0 ? <Empty icon={IconPuzzle} title={t('view-settings-none')} text={t('view-settings-none-why')} />
        : <Stack gap="sm" maw={900}><PluginSlot slot="settings" /></Stack>}
    </Screen>
  );
}
