// Records of other types that refer to this one: how many, and the first of them.
import { Accordion, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';

import type { Field, RecordType } from '@/api/meta';
import { listPage } from '@/api/records';
import { Go, useGo } from '@/app/navigation';
import { useFormat, useT } from '@/i18n';
import { RecordList } from '@/records/embed';
import { useSession } from '@/session/session';

interface Relation {
  type: RecordType;
  field: Field;
}

/** Every field of every type that leads to a type. */
export function useRelated(type: string): Relation[] {
  const { types } = useSession();
  return types.flatMap((one) => one.fields.filter((field) => field.kind === 'reference' && field.to === type && one.may.read).map((field) => ({ type: one, field })));
}

export function Related({ type, id }: { type: string; id: string }) {
  const t = useT();
  const format = useFormat();
  const go = useGo();
  const { company } = useSession();
  const all = useRelated(type);
  const [open, setOpen] = useState<string | null>(null);
  const filter = (one: Relation) => [`${one.field.name}:eq:${id}`];
  const counts = useQueries({
    queries: all.map((one) => {
      const query = { filter: [...filter(one), ...(one.type.company ? [`company:eq:${company.id}`] : [])], limit: 1, count: true, fields: one.type.title === 'id' ? undefined : one.type.title };
      return { queryKey: ['records', one.type.name, 'count', query], queryFn: () => listPage(one.type.name, query) };
    }),
  });
  const known = all.map((one, index) => ({ ...one, key: `${one.type.name} ${one.field.name}`, page: counts[index]?.data }));
  const filled = known.filter((one) => (one.page?.total ?? 0) > 0);
  const rest = known.filter((one) => one.page && (one.page.total ?? 0) === 0 && one.type.may.create && !one.field.readonly);
  return (
    <Stack gap="xs">
      {filled.length === 0 && counts.every((one) => !one.isLoading) && <Text size="sm" c="dimmed">{t('around-nothing-related')}</Text>}
      <Accordion value={open} onChange={setOpen} variant="separated" chevronPosition="left">
        {filled.map((one) => (
          <Accordion.Item key={one.key} value={one.key}>
            <Accordion.Control px="xs">
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm">{one.type.label} <Text span size="xs" c="dimmed">({one.field.label})</Text></Text>
                <Badge variant="default">{format.decimal(one.page!.total!)}{one.page!.total_is_more && '+'}</Badge>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              {open === one.key && (
                <>
                  <RecordList type={one.type.name} filter={filter(one)} limit={10} label={one.type.label} />
                  <Group mt="xs" gap="md">
                    <Go size="sm" to={`/r/${one.type.name}`} search={{ filter: filter(one)[0]! }}>{t('around-all')}</Go>
                    {one.type.may.create && <Go size="sm" to={`/r/${one.type.name}/new`} search={{ [one.field.name]: id }}>{t('create')}</Go>}
                  </Group>
                </>
              )}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      {rest.length > 0 && (
        <Group gap={4} role="group" aria-label={t('around-begin')}>
          <Text size="xs" c="dimmed">{t('around-begin')}</Text>
          {rest.map((one) => (
            <Button key={one.key} variant="subtle" size="compact-xs" mih={24} onClick={() => go(`/r/${one.type.name}/new`, { search: { [one.field.name]: id } })}>
              {one.type.label}{rest.filter((other) => other.type === one.type).length > 1 && ` (${one.field.label})`}
            </Button>
          ))}
        </Group>
      )}
    </Stack>
  );
}
