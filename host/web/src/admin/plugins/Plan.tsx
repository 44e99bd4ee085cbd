// What a package makes, changes and takes away; where its hooks meet those of others.
import { Alert, Checkbox, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';

import type { Schema } from '@/api/client';
import { useT } from '@/i18n';

const signs = {
  '+': { icon: IconPlus, colour: 'green', says: 'admin-plan-makes' },
  '~': { icon: IconPencil, colour: 'yellow', says: 'admin-plan-changes' },
  '-': { icon: IconMinus, colour: 'red', says: 'admin-plan-takes' },
} as const;

/** The host's steps begin with `+`, `~` or `-`; they are told under what they do. What is asked for stands in the sheet of capabilities. */
export function Plan({ steps: all }: { steps: string[] }) {
  const t = useT();
  const steps = all.filter((one) => !one.startsWith('+ asks for '));
  if (steps.length === 0) return <Text size="sm" c="dimmed">{t('admin-plan-none')}</Text>;
  return (
    <Stack gap="sm">
      {(['-', '~', '+'] as const).map((sign) => {
        const here = steps.filter((one) => one.startsWith(`${sign} `));
        const { icon: Picture, colour, says } = signs[sign];
        return here.length > 0 && (
          <div key={sign}>
            <Group gap={6}>
              <Picture size={16} color={`var(--mantine-color-${colour}-8)`} aria-hidden />
              <Text size="sm" fw={600}>{t(says, { count: here.length })}</Text>
            </Group>
            <List size="sm" ps="lg" mt={4}>
              {here.map((one) => <List.Item key={one} className="breaks">{one.slice(2)}</List.Item>)}
            </List>
          </div>
        );
      })}
    </Stack>
  );
}

export function Conflicts({ conflicts }: { conflicts: Schema<'Conflict'>[] }) {
  const t = useT();
  return (
    <List size="sm">
      {conflicts.map((one, index) => (
        <List.Item key={index}>
          {t('admin-conflict', { point: one.point, hook: one.hook, other: one.with, fields: one.fields.join(', ') || '–' })}
        </List.Item>
      ))}
    </List>
  );
}

/** A thing that must be said yes to before it is done. */
export function Yes({ title, text, label, on, say }: { title: string; text: string; label: string; on: boolean; say: (on: boolean) => void }) {
  return (
    <Alert color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Text size="sm" mb="xs" className="breaks">{text}</Text>
      <Checkbox label={label} checked={on} onChange={(event) => say(event.currentTarget.checked)} />
    </Alert>
  );
}
