// What the first set-up will make, as it is being chosen.
import { List, Paper, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';

import { useLanguage, useT } from '@/i18n';

import type { Given } from './FirstRun';

/** A fiscal year by its first and last month: "January – December 2026". */
export function useYearName(): (first: string) => string {
  const language = useLanguage();
  const months = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return (first) => {
    const [year, month] = first.split('-').map(Number);
    return months.formatRange(Date.UTC(year!, month! - 1, 1), Date.UTC(year!, month! + 10, 1));
  };
}

export function Preview({ demo, given, chart }: { demo: boolean; given: Given; chart: string }) {
  const t = useT();
  const yearName = useYearName();
  const lines = demo
    ? [t('session-demo-people'), t('session-demo-goods'), t('session-demo-books'), t('session-demo-users')]
    : [
        t('session-makes-company', { name: given.name || '…', code: given.code || '…' }),
        t('session-makes-chart', { chart, currency: given.currency || '…' }),
        t('session-makes-year', { year: yearName(given.year) }),
        t('session-makes-units'),
        t('session-makes-places'),
      ];
  return (
    <Paper withBorder p="lg" h="100%" component="section" aria-label={t('session-makes')}>
      <Title order={2} mb="sm">{t('session-makes')}</Title>
      <List size="sm" spacing="xs" icon={<ThemeIcon size={18} radius="xl" color="green"><IconCheck size={12} aria-hidden /></ThemeIcon>}>
        {lines.map((one) => <List.Item key={one}>{one}</List.Item>)}
      </List>
      <Text size="sm" c="dimmed" mt="md">{t(demo ? 'session-demo-after' : 'session-makes-after')}</Text>
    </Paper>
  );
}
