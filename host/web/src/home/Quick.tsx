// What is at hand: new records of what the reader works with, and where they were lately.
import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';

import { Go, recordPath, useGo } from '@/app/navigation';
import { useT } from '@/i18n';
import { useRecent } from '@/palette/places';
import { useSession } from '@/session/session';

const MOST = 6;

export function Quick() {
  const t = useT();
  const go = useGo();
  const { plugins, types } = useSession();
  const recent = useRecent().slice(0, 10);
  // What plugins put first in their menus comes first; what is only set up once does not come at all.
  const listed = plugins.map((one) => one.menus.filter((entry) => entry.record_type && entry.section?.name !== 'settings').map((entry) => entry.record_type!));
  const turns = Array.from({ length: 2 }, (_, turn) => listed.flatMap((names) => names.slice(turn, turn + 1))).flat();
  const makes = [...new Set([...turns, 'contact', 'item'])].map((name) => types.find((one) => one.name === name && one.may.create)).filter((one) => one !== undefined).slice(0, MOST);
  return (
    <>
      {makes.length > 0 && (
        <Paper withBorder p="sm" component="section" aria-label={t('home-quick')} flex="1 1 16rem">
          <Title order={2} size="h3" mb="xs">{t('home-quick')}</Title>
          <Stack gap={4}>
            {makes.map((one) => (
              <Button key={one.name} variant="default" justify="start" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => go(recordPath(one.name, 'new'))}>{one.label}</Button>
            ))}
          </Stack>
        </Paper>
      )}
      <Paper withBorder p="sm" component="section" aria-label={t('home-recent')} flex="1 1 16rem">
        <Title order={2} size="h3" mb="xs">{t('home-recent')}</Title>
        {recent.length === 0 ? <Text size="sm" c="dimmed">{t('home-recent-none')}</Text> : (
          <Stack gap={4}>{recent.map((one) => <Go key={one.to} size="sm" to={one.to} search={one.search ?? {}} truncate>{one.label}</Go>)}</Stack>
        )}
      </Paper>
    </>
  );
}
