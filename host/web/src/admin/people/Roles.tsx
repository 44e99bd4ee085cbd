// Which roles somebody has, and in which company each holds.
import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';

import { useList } from '@/api/records';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

export interface Held {
  role: string | null;
  company: string | null;
}

export function Roles({ roles, change, problems }: { roles: Held[]; change: (roles: Held[]) => void; problems: Record<string, string> }) {
  const t = useT();
  const { companies } = useSession();
  const known = useList('role', { sort: 'name', limit: 500, fields: 'name' }).data?.items ?? [];
  const set = (at: number, changes: Partial<Held>) => change(roles.map((one, index) => (index === at ? { ...one, ...changes } : one)));
  return (
    <Stack gap="xs">
      {roles.length === 0 && <Text size="sm" c="dimmed">{t('admin-no-roles')}</Text>}
      {roles.map((one, at) => (
        <Group key={at} gap="xs" wrap="nowrap" role="group" aria-label={t('admin-role-number', { number: at + 1 })}>
          <Select
            aria-label={t('admin-role')} data={known.map((role) => ({ value: role.id, label: String(role.name) }))} value={one.role} allowDeselect={false} searchable flex={1}
            error={problems[`roles/${at}/role`]} onChange={(role) => set(at, { role })}
          />
          <Select
            aria-label={t('company')} data={[{ value: '', label: t('admin-all-companies') }, ...companies.map((company) => ({ value: company.id, label: company.name }))]}
            value={one.company ?? ''} allowDeselect={false} flex={1} onChange={(company) => set(at, { company: company || null })}
          />
          <ActionIcon variant="subtle" color="red" aria-label={t('remove')} onClick={() => change(roles.filter((_, index) => index !== at))}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => change([...roles, { role: known[0]?.id ?? null, company: null }])}>{t('admin-role-add')}</Button>
      </Group>
    </Stack>
  );
}
