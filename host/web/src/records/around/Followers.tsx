// Who follows a record, and whether the reader does.
import { Button, Text, Tooltip } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconBell, IconBellOff } from '@tabler/icons-react';

import { api, data, type Schema } from '@/api/client';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

export function Followers({ type, id }: { type: string; id: string }) {
  const t = useT();
  const told = useTold();
  const client = useQueryClient();
  const { user } = useSession();
  const key = ['records', type, 'around', id, 'followers'];
  const params = { path: { type, id } };
  const all = useQuery({ queryKey: key, queryFn: () => data<Schema<'Follower'>[]>(api.GET('/api/v1/records/{type}/{id}/followers', { params })) }).data ?? [];
  const mine = all.some((one) => one.id === user.id);
  const turn = () => (mine ? api.DELETE('/api/v1/records/{type}/{id}/follow', { params }) : api.PUT('/api/v1/records/{type}/{id}/follow', { params }))
    .then(() => client.invalidateQueries({ queryKey: key }), told.failed);
  const names = all.map((one) => one.name).join(', ');
  return (
    <Tooltip label={names || t('around-nobody-follows')} multiline maw={260}>
      <Button
        variant="subtle" color="gray" size="compact-sm" aria-pressed={mine} onClick={() => void turn()}
        leftSection={mine ? <IconBellOff size={14} aria-hidden /> : <IconBell size={14} aria-hidden />}
        rightSection={all.length > 0 && <Text span size="xs" aria-label={t('around-followers', { names })}>{all.length}</Text>}
      >
        {mine ? t('around-unfollow') : t('around-follow')}
      </Button>
    </Tooltip>
  );
}
