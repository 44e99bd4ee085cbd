// Tags of a record: chosen by typing, made on the way where the reader may.
import { TagsInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';

import { api, data, type Schema } from '@/api/client';
import { createRecord, refresh, useList } from '@/api/records';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

export function Tags({ type, id }: { type: string; id: string }) {
  const t = useT();
  const told = useTold();
  const client = useQueryClient();
  const { may } = useSession();
  const key = ['records', type, 'around', id, 'tags'];
  const params = { path: { type, id } };
  const on = useQuery({ queryKey: key, queryFn: () => data<Schema<'TagOut'>[]>(api.GET('/api/v1/records/{type}/{id}/tags', { params })) }).data ?? [];
  const all = useList('tag', { fields: 'name', sort: 'name', limit: 500 }, { enabled: may('tag', 'read') }).data?.items ?? [];
  const set = async (names: string[]) => {
    try {
      const ids: string[] = [];
      for (const name of names) {
        const known = [...on, ...all].find((one) => String(one.name).toLowerCase() === name.toLowerCase());
        ids.push(known?.id ?? (await createRecord('tag', { name })).id);
      }
      const { data: now } = await api.PUT('/api/v1/records/{type}/{id}/tags', { params, body: { tags: ids } });
      client.setQueryData(key, now);
      if (names.length > on.length) void refresh(client, 'tag');
    } catch (error) {
      told.failed(error);
    }
  };
  return (
    <TagsInput
      size="xs" variant="unstyled" flex="1 1 auto" aria-label={t('around-tags')} placeholder={on.length === 0 ? t('around-add-tag') : undefined}
      value={on.map((one) => one.name)} data={all.map((one) => String(one.name))} onChange={(names) => void set(names)}
    />
  );
}
