// Who else is at this record now, and who of them changes it.
import { Avatar, Group, Text, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';

import { usePresence } from '@/api/live';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

export function Here({ type, id, editing }: { type: string; id: string; editing: boolean }) {
  const t = useT();
  const { user } = useSession();
  const others = usePresence(type, id, editing, user.id);
  return (
    <Group gap={6} role="status" aria-live="polite" className="no-print">
      {others.map((one) => {
        const says = t(one.editing ? 'form-edits' : 'form-is-here', { name: one.name });
        return (
          <Tooltip key={one.id} label={says}>
            <Group gap={4} wrap="nowrap">
              <Avatar size={26} name={one.name} color="blue" variant="filled" alt="" aria-hidden />
              <Text size="xs">{says}</Text>
              {one.editing && <IconPencil size={12} aria-hidden />}
            </Group>
          </Tooltip>
        );
      })}
    </Group>
  );
}
