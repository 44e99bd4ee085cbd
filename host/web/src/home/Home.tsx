// The first screen after sign-in: what is for me today, from the core and from plugins, and where I was.
import { Box, Button, Group, Stack } from '@mantine/core';
import { IconLayoutDashboard } from '@tabler/icons-react';

import { useGo } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { useT } from '@/i18n';
import { PluginSlot } from '@/view/slots';

import { Begin } from './Begin';
import styles from './home.module.css';
import { Quick } from './Quick';
import { Tasks } from './Tasks';

export default function Home() {
  const t = useT();
  const go = useGo();
  return (
    <Screen
      title={t('home')}
      actions={<Button variant="default" leftSection={<IconLayoutDashboard size={16} aria-hidden />} onClick={() => go('/manager')}>{t('home-manager')}</Button>}
    >
      <Box className={styles.page}>
        <Stack gap="sm">
          <Begin />
          <Tasks />
          <PluginSlot slot="my-work" />
        </Stack>
        <Group align="start" gap="sm"><Quick /></Group>
      </Box>
    </Screen>
  );
}
