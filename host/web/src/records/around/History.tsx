// Who changed what, for the whole record or for one of its fields.
import { Button, Select, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { fetched } from '@/api/http';
import type { RecordType } from '@/api/meta';
import { Failed, Waiting } from '@/app/states';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { type ChangeSet, Changes } from './Changes';

interface Change {
  id: string;
  at: string;
  operation: string;
  actor: { kind: string; id: string | null };
  changes: ChangeSet | null;
  via: string | null;
  plugin: string | null;
}

export function History({ type, id }: { type: RecordType; id: string }) {
  const t = useT();
  const format = useFormat();
  const { types } = useSession();
  const [field, setField] = useState<string | null>(null);
  const found = useInfiniteQuery({
    queryKey: ['records', type.name, 'around', id, 'history'],
    queryFn: ({ pageParam, signal }) => fetched<{ items: Change[]; next: string | null }>(`/api/v1/records/${type.name}/${id}/history`, { query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  if (!found.data) return found.error ? <Failed error={found.error} again={() => void found.refetch()} /> : <Waiting />;
  const all = found.data.pages.flatMap((page) => page.items);
  const shown = all.flatMap((one) => {
    const changes = field ? Object.fromEntries(Object.entries(one.changes ?? {}).filter(([name]) => name === field)) : one.changes ?? {};
    return field && Object.keys(changes).length === 0 ? [] : [{ ...one, changes }];
  });
  const who = (one: Change) =>
    one.actor.id && types.some((known) => known.name === 'user') ? <ReferenceLink type="user" id={one.actor.id} /> : one.plugin ?? t('around-system');
  return (
    <Stack gap="sm">
      <Select
        size="xs" clearable searchable aria-label={t('around-history-of')} placeholder={t('around-history-all')} value={field} onChange={setField}
        data={[...type.fields, ...type.collections].map((one) => ({ value: one.name, label: one.label }))}
      />
      {shown.length === 0 && <Text size="sm" c="dimmed">{t('around-no-history')}</Text>}
      {shown.map((one) => (
        <Stack key={one.id} gap={2}>
          <Text size="xs" component="div">{who(one)} · <time dateTime={one.at}>{format.instant(one.at)}</time>{one.via && ` · ${one.via}`}</Text>
          <Changes type={type} changes={one.changes} />
        </Stack>
      ))}
      {found.hasNextPage && <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('around-older')}</Button>}
    </Stack>
  );
}
