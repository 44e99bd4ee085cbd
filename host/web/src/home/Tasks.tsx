// My open tasks: what is late first, done by a tick, made by one line.
import { Badge, Box, Button, Checkbox, Group, Paper, Text, TextInput, Title } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { createRecord, getRecord, type KeelRecord, updateRecord, useList, useRefresh } from '@/api/records';
import { Go, recordPath } from '@/app/navigation';
import { Ready } from '@/app/states';
import { useTold } from '@/app/told';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { today } from '@/i18n/format';
import { joinFilters } from '@/records/list/state';
import { useSession } from '@/session/session';

import styles from './home.module.css';

const SHOWN = 8;

export function Tasks() {
  const t = useT();
  const session = useSession();
  const conditions = [`assignee:eq:${session.user.id}`, 'done_at:empty'];
  const found = useList('task', { filter: conditions, sort: 'due_on', limit: SHOWN, count: true }, { enabled: session.may('task', 'read') });
  if (!session.may('task', 'read')) return null;
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('home-tasks')}>
      <Group justify="space-between" mb={4}>
        <Title order={2} size="h3">{t('home-tasks')}</Title>
        <Go size="sm" to="/r/task" search={{ filter: joinFilters(conditions), sort: 'due_on' }}>{t('home-tasks-all')}</Go>
      </Group>
      <Ready query={found}>
        {(page) => (
          <>
            {page.items.length === 0 && <Text size="sm" c="dimmed" py={4}>{t('home-tasks-none')}</Text>}
            {page.items.map((task) => <Task key={task.id} task={task} />)}
            {(page.total ?? 0) > SHOWN && <Text size="xs" c="dimmed">{t('home-tasks-more', { count: page.total! - SHOWN })}</Text>}
          </>
        )}
      </Ready>
      {session.may('task', 'create') && <NewTask />}
    </Paper>
  );
}

function Task({ task }: { task: KeelRecord }) {
  const t = useT();
  const format = useFormat();
  const told = useTold();
  const refresh = useRefresh();
  const done = useMutation({
    mutationFn: async () => updateRecord('task', task.id, (await getRecord('task', task.id)).etag, { done_at: new Date().toISOString() }),
    onSuccess: () => told.done(t('home-task-done', { task: String(task.title) })),
    onError: told.failed,
    onSettled: () => refresh('task'),
  });
  const due = task.due_on ? String(task.due_on) : null;
  const late = due !== null && due < today();
  return (
    <Box className={styles.task}>
      <Checkbox aria-label={t('home-task-tick', { task: String(task.title) })} checked={done.isPending || done.isSuccess} onChange={() => done.mutate()} />
      <Box miw={0}>
        <Go size="sm" to={recordPath('task', task.id)}>{String(task.title)}</Go>
        {task.record_type && task.record_id ? <Text size="xs" component="div" truncate><ReferenceLink type={String(task.record_type)} id={String(task.record_id)} /></Text> : null}
      </Box>
      {due && <Badge color={late ? 'red' : due === today() ? 'orange' : 'gray'}>{late ? t('home-task-late', { day: format.day(due) }) : format.day(due)}</Badge>}
    </Box>
  );
}

function NewTask() {
  const t = useT();
  const { user } = useSession();
  const told = useTold();
  const refresh = useRefresh();
  const [title, setTitle] = useState('');
  const [due, setDue] = useState<string | null>(null);
  const made = useMutation({
    mutationFn: () => createRecord('task', { title: title.trim(), assignee: user.id, due_on: due }),
    onSuccess: () => {
      setTitle('');
      setDue(null);
      void refresh('task');
    },
    onError: told.failed,
  });
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim()) made.mutate();
  };
  return (
    <Group component="form" gap="xs" mt="xs" onSubmit={add}>
      <TextInput size="sm" flex="1 1 12rem" aria-label={t('home-task-new')} placeholder={t('home-task-new')} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
      <DateInput size="sm" w="9rem" aria-label={t('home-task-due')} placeholder={t('home-task-due')} value={due} onChange={setDue} clearable />
      <Button type="submit" size="sm" variant="default" loading={made.isPending} disabled={!title.trim()}>{t('add')}</Button>
    </Group>
  );
}
