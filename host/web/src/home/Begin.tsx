// The first things of a fresh company; each ticks itself when it is there. Gone when all are, or when the reader has seen enough.
import { Button, Group, List, Paper, Progress, Text, ThemeIcon, Title, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCircle } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';

import { listPage } from '@/api/records';
import { Go } from '@/app/navigation';
import { useT } from '@/i18n';
import { usePreference, useSession } from '@/session/session';

interface Step {
  id: 'contact' | 'item' | 'stock' | 'plugin' | 'colleague';
  to: string;
  /** Record type that is counted, and how many there must be. */
  type?: string;
  least?: number;
  done?: boolean;
}

export function Begin() {
  const t = useT();
  const session = useSession();
  const [hidden, hide] = usePreference<boolean>('home-begin-hidden', false);
  const all: Step[] = [
    { id: 'contact', to: '/r/contact/new', type: 'contact', least: 1 },
    { id: 'item', to: '/r/item/new', type: 'item', least: 1 },
    { id: 'stock', to: '/stock', type: 'stock-move', least: 1 },
    { id: 'plugin', to: '/admin/plugins', done: session.plugins.length > 0 },
    { id: 'colleague', to: '/admin/users', type: 'user', least: 2 },
  ];
  const steps = all.filter((one) => (one.type ? session.may(one.type, 'create') || session.may(one.type, 'read') : session.user.administrator) && (one.id !== 'colleague' || session.user.administrator));
  const counts = useQueries({
    queries: steps.map((one) => ({
      queryKey: ['records', one.type ?? 'none', 'at-least', one.least ?? 0],
      queryFn: async () => (await listPage(one.type!, { limit: one.least, fields: 'id' })).items.length,
      enabled: Boolean(one.type) && !hidden,
    })),
  });
  if (hidden || counts.some((one) => one.isPending && one.fetchStatus !== 'idle')) return null;
  const done = steps.map((one, at) => one.done ?? (counts[at]!.data ?? 0) >= (one.least ?? 1));
  const count = done.filter(Boolean).length;
  if (count === steps.length) return null;
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('home-begin')}>
      <Group justify="space-between">
        <Title order={2} size="h3">{t('home-begin')}</Title>
        <Button variant="subtle" color="gray" onClick={() => hide(true)}>{t('home-begin-hide')}</Button>
      </Group>
      <Progress value={(count / steps.length) * 100} my="xs" aria-label={t('home-begin-count', { done: count, all: steps.length })} />
      <List spacing={6} center>
        {steps.map((one, at) => (
          <List.Item
            key={one.id}
            icon={
              <ThemeIcon size={20} radius="xl" variant={done[at] ? 'filled' : 'transparent'} color={done[at] ? 'green' : 'gray'}>
                {done[at] ? <IconCheck size={14} aria-hidden /> : <IconCircle size={18} aria-hidden />}
                {done[at] && <VisuallyHidden>{t('done')}</VisuallyHidden>}
              </ThemeIcon>
            }
          >
            {done[at] ? <Text size="sm" c="dimmed" td="line-through">{t(`home-begin-${one.id}`)}</Text> : <Go size="sm" to={one.to}>{t(`home-begin-${one.id}`)}</Go>}
          </List.Item>
        ))}
      </List>
    </Paper>
  );
}
