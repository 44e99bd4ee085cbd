// Tasks about a record: open ones first, done with a tick, made by one line.
import { Anchor, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { useType } from '@/api/meta';
import { createRecord, type KeelRecord, refresh, updateRecord, useList } from '@/api/records';
import { recordPath, useGo } from '@/app/navigation';
import { Ready } from '@/app/states';
import { useTold } from '@/app/told';
import { useFormat, useT } from '@/i18n';
import { today } from '@/i18n/format';
import { useTitle } from '@/records/titles';
import { useSession } from '@/session/session';

export function Tasks({ type, id }: { type: string; id: string }) {
  const t = useT();
  const told = useTold();
  const client = useQueryClient();
  const { user } = useSession();
  const task = useType('task');
  const [title, setTitle] = useState('');
  const [busy, setBusy] = useState(false);
  const found = useList('task', { filter: [`record_type:eq:${type}`, `record_id:eq:${id}`], sort: 'due_on', limit: 100 }, { enabled: Boolean(task) });
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (!title.trim()) return;
    setBusy(true);
    try {
      await createRecord('task', { title: title.trim(), record_type: type, record_id: id, assignee: user.id });
      setTitle('');
      await refresh(client, 'task');
    } catch (error) {
      told.failed(error);
    }
    setBusy(false);
  };
  if (!task) return null;
  return (
    <Stack gap="xs">
      {task.may.create && (
        <form onSubmit={(event) => void add(event)}>
          <Group gap="xs" wrap="nowrap">
            <TextInput flex="1 1 auto" aria-label={t('around-new-task')} placeholder={t('around-new-task')} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
            <Button type="submit" variant="default" loading={busy}>{t('add')}</Button>
          </Group>
        </form>
      )}
      <Ready query={found}>
        {({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{t('around-no-tasks')}</Text> : (
          <>{[...items].sort((a, b) => Number(Boolean(a.done_at)) - Number(Boolean(b.done_at))).map((one) => <TaskLine key={one.id} task={one} />)}</>
        )}
      </Ready>
    </Stack>
  );
}

function TaskLine({ task }: { task: KeelRecord }) {
  const go = useGo();
  const told = useTold();
  const client = useQueryClient();
  const format = useFormat();
  const done = Boolean(task.done_at);
  const title = String(task.title);
  const assignee = useTitle('user', task.assignee as string | null) ?? '';
  const due = task.due_on as string | null;
  const turn = () =>
    updateRecord('task', task.id, `"${task.version}"`, { done_at: done ? null : new Date().toISOString() }).then(() => refresh(client, 'task'), told.failed);
  return (
    <Group gap="xs" wrap="nowrap" align="start">
      <Checkbox mt={2} aria-label={title} checked={done} onChange={() => void turn()} />
      <Stack gap={0} miw={0}>
        <Anchor size="sm" lh="24px" display="inline-block" td={done ? 'line-through' : undefined} href={recordPath('task', task.id)} onClick={(event) => {
          event.preventDefault();
          go(recordPath('task', task.id));
        }}>{title}</Anchor>
        <Text size="xs" c={due && !done && due < today() ? 'var(--mantine-color-error)' : 'dimmed'} component="div">
          {assignee}{due && ` · ${format.day(due)}`}
        </Text>
      </Stack>
    </Group>
  );
}
