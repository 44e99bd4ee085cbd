// What a change changed: each field, old and new.
import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';

import type { RecordType } from '@/api/meta';
import { useT } from '@/i18n';

import { Shown } from '../form/Conflict';

export type ChangeSet = Record<string, [unknown, unknown]>;

const FEW = 5;
const none = (value: unknown) => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

export function Changes({ type, changes }: { type: RecordType; changes: ChangeSet | undefined }) {
  const t = useT();
  const [all, showAll] = useState(false);
  const told = Object.entries(changes ?? {}).filter(([, [before, after]]) => !(none(before) && none(after)));
  const label = (name: string) => type.fields.find((one) => one.name === name)?.label ?? type.collections.find((one) => one.name === name)?.label ?? name;
  return (
    <Stack gap={2}>
      {told.slice(0, all ? told.length : FEW).map(([name, [before, after]]) => (
        <Text key={name} size="sm" component="div">
          <Text span size="sm" c="dimmed">{label(name)}: </Text>
          {!none(before) && <><del><Shown type={type} name={name} value={before} document={{}} /></del> → </>}
          <Shown type={type} name={name} value={after} document={{}} />
        </Text>
      ))}
      {told.length > FEW && !all && (
        <Button variant="subtle" size="compact-xs" onClick={() => showAll(true)}>{t('around-more-changes', { count: told.length - FEW })}</Button>
      )}
    </Stack>
  );
}
