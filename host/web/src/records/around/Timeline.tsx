// What people wrote on a record and what changed, newest first; a note or a call is written here.
import { ActionIcon, Alert, Badge, Button, Group, SegmentedControl, Stack, Text, Textarea, TextInput, ThemeIcon } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { type Icon, IconAlertTriangle, IconMail, IconNote, IconPencil, IconPhone, IconPuzzle, IconTrash, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';

import { api, type Schema } from '@/api/client';
import { act, fetched } from '@/api/http';
import type { RecordType } from '@/api/meta';
import { Failed, useSentence, Waiting } from '@/app/states';
import { useTold } from '@/app/told';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { type ChangeSet, Changes } from './Changes';

type Item = Schema<'Item'> & { changes?: ChangeSet; plugin?: string };
interface Page {
  items: Item[];
  next: string | null;
}

const pictures: Record<string, Icon> = { note: IconNote, call: IconPhone, mail: IconMail, meeting: IconUsers, change: IconPencil, mark: IconAlertTriangle };
const kinds = ['note', 'call', 'mail', 'meeting'] as const;

const keyOf = (type: string, id: string) => ['records', type, 'around', id, 'timeline'];

export function Timeline({ type, id }: { type: RecordType; id: string }) {
  const t = useT();
  const client = useQueryClient();
  const path = { type: type.name, id };
  const found = useInfiniteQuery({
    queryKey: keyOf(type.name, id),
    queryFn: ({ pageParam, signal }) => fetched<Page>(`/api/v1/records/${type.name}/${id}/timeline`, { query: { limit: 30, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const again = () => client.invalidateQueries({ queryKey: keyOf(type.name, id) });
  if (!found.data) return found.error ? <Failed error={found.error} again={() => void found.refetch()} /> : <Waiting />;
  const items = found.data.pages.flatMap((page) => page.items);
  return (
    <Stack gap="sm">
      <Compose path={path} written={again} />
      <Stack gap="md" component="ol" p={0} m={0} aria-label={t('around-timeline')}>
        {items.map((one) => <Entry key={one.id} item={one} type={type} id={id} changed={again} />)}
      </Stack>
      {found.hasNextPage && <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('around-older')}</Button>}
    </Stack>
  );
}

function Compose({ path, written }: { path: { type: string; id: string }; written: () => Promise<void> }) {
  const t = useT();
  const sentence = useSentence();
  const [kind, setKind] = useState<(typeof kinds)[number]>('note');
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const post = async () => {
    if (!text.trim()) return;
    setBusy(true);
    setFailure('');
    try {
      await api.POST('/api/v1/records/{type}/{id}/timeline', { params: { path }, body: { kind, subject, body: text, happened_at: null } });
      setText('');
      setSubject('');
      await written();
    } catch (error) {
      setFailure(sentence(error));
    }
    setBusy(false);
  };
  return (
    <Stack gap={6}>
      <Textarea
        aria-label={t('around-write')} placeholder={t('around-write-hint')} autosize minRows={text ? 3 : 1} maxRows={10} value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void post();
        }}
      />
      {text !== '' && (
        <>
          {kind !== 'note' && <TextInput aria-label={t('around-subject')} placeholder={t('around-subject')} value={subject} onChange={(event) => setSubject(event.currentTarget.value)} />}
          <Group justify="space-between" gap="xs">
            <SegmentedControl
              size="xs" aria-label={t('around-kind')} value={kind} onChange={(value) => setKind(value as typeof kind)}
              data={[{ value: 'note', label: t('around-note') }, { value: 'call', label: t('around-call') }, { value: 'mail', label: t('around-mail') }, { value: 'meeting', label: t('around-meeting') }]}
            />
            <Button loading={busy} onClick={() => void post()}>{t('around-post')}</Button>
          </Group>
        </>
      )}
      {failure && <Text size="xs" c="var(--mantine-color-error)" role="alert">{failure}</Text>}
    </Stack>
  );
}

function Entry({ item, type, id, changed }: { item: Item; type: RecordType; id: string; changed: () => Promise<void> }) {
  const t = useT();
  const format = useFormat();
  const told = useTold();
  const { user } = useSession();
  const Picture = item.author.kind === 'plugin' && item.kind === 'change' ? IconPuzzle : pictures[item.kind] ?? IconNote;
  const written = (kinds as readonly string[]).includes(item.kind);
  const own = written && item.author.id === user.id;
  const drop = () =>
    api.DELETE('/api/v1/records/{type}/{id}/timeline/{entry}', { params: { path: { type: type.name, id, entry: item.id } } }).then(changed, told.failed);
  const clear = () => act('plugin.clear-mark', { id: item.id }).then(changed, told.failed);
  const who = item.author.name ?? (item.author.kind === 'plugin' ? t('around-plugin') : t('around-system'));
  const what = item.kind === 'change'
    ? item.operation === 'create' ? t('around-created') : item.operation === 'delete' ? t('around-deleted') : item.operation === 'update' ? t('around-changed') : item.operation ?? ''
    : item.kind === 'call' ? t('around-call') : item.kind === 'mail' ? t('around-mail') : item.kind === 'meeting' ? t('around-meeting') : item.kind === 'mark' ? t('around-mark') : t('around-note');
  return (
    <Group component="li" gap="xs" wrap="nowrap" align="start" style={{ listStyle: 'none' }}>
      <ThemeIcon variant="default" size={26} radius="xl" c={item.kind === 'mark' ? 'var(--mantine-color-error)' : undefined}><Picture size={15} aria-hidden /></ThemeIcon>
      <Stack gap={2} flex="1 1 auto" miw={0}>
        <Group gap={6} justify="space-between" wrap="nowrap" align="start">
          <Text size="xs">
            <Text span fw={600} size="xs">{who}</Text> · {what} · <time dateTime={item.at} title={format.instant(item.at)}>{format.ago(item.happened_at ?? item.at)}</time>
          </Text>
          {own && (
            <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('around-remove', { what })} onClick={() => void drop()}><IconTrash size={14} aria-hidden /></ActionIcon>
          )}
        </Group>
        {item.kind === 'mark' ? (
          <Alert color="orange" variant="outline" p="xs">
            <Text size="sm">{item.body}</Text>
            <Group justify="space-between" mt={4}>
              <Badge color="orange">{item.subject}</Badge>
              {user.administrator && <Button variant="default" onClick={() => void clear()}>{t('around-mark-clear')}</Button>}
            </Group>
          </Alert>
        ) : item.kind === 'change' ? (
          item.operation === 'create' ? null : <Changes type={type} changes={item.changes} />
        ) : (
          <>
            {item.subject && <Text size="sm" fw={600}>{item.subject}</Text>}
            <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{item.body}</Text>
          </>
        )}
      </Stack>
    </Group>
  );
}
