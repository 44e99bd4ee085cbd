// What stands in a screen's place: waiting, nothing there, failed, empty.
import { Alert, Button, Center, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconCheck, type Icon, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import { isOffline, Problem } from '@/api/problem';
import { useT } from '@/i18n';

import { Go } from './navigation';

export function Waiting() {
  const t = useT();
  return (
    <Center p="xl" role="status" aria-label={t('loading')}>
      <Loader />
    </Center>
  );
}

export function Missing() {
  const t = useT();
  return (
    <Stack p="xl" align="center">
      <Title order={1}>{t('not-found')}</Title>
      <Text>{t('not-found-why')}</Text>
      <Go to="/">{t('go-home')}</Go>
    </Stack>
  );
}

/** A sentence for a failure: the host's own where it answered. */
export function useSentence(): (error: unknown) => string {
  const t = useT();
  return (error) => (isOffline(error) ? t('offline-why') : error instanceof Error ? error.message : String(error));
}

export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  const t = useT();
  const sentence = useSentence();
  return (
    <Alert color="red" variant="outline" icon={<IconAlertTriangle />} title={t('failed')} m="md" role="alert">
      <Stack gap="xs" align="start">
        <Text size="sm">{sentence(error)}</Text>
        {error instanceof Problem && error.body.request_id && (
          <Text size="xs" c="dimmed">{t('request-number', { id: error.body.request_id })}</Text>
        )}
        {again && <Button variant="default" onClick={again}>{t('try-again')}</Button>}
      </Stack>
    </Alert>
  );
}

/** Where nothing is yet: what this is, and the first things to do. */
export function Empty({ icon: Picture, title, text, children }: { icon?: Icon; title: string; text?: string; children?: ReactNode }) {
  return (
    <Center p="xl">
      <Stack align="center" gap="xs" maw={480}>
        {Picture && <Picture size={40} stroke={1.2} aria-hidden />}
        <Title order={2} ta="center">{title}</Title>
        {text && <Text ta="center" c="dimmed">{text}</Text>}
        {children && <Group justify="center">{children}</Group>}
      </Stack>
    </Center>
  );
}

/** Shows what a query gave, or that it is waited for, or why it failed. */
export function Ready<T>({ query, children }: {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failed error={query.error} again={() => void query.refetch()} />;
  return <Waiting />;
}

const signs = { good: [IconCheck, 'green'], warn: [IconAlertTriangle, 'orange'], info: [IconInfoCircle, 'blue'], past: [IconArrowBackUp, 'gray'] } as const;

/** What the reader should know where they are: colour is in its picture only, so that its words are readable in any scheme. */
export function Notice({ kind, title, children }: { kind: keyof typeof signs; title?: string; children?: ReactNode }) {
  const [Sign, colour] = signs[kind];
  return <Alert variant="default" role={kind === 'warn' ? 'alert' : 'status'} icon={<Sign color={`var(--mantine-color-${colour}-6)`} aria-hidden />} title={title}>{children}</Alert>;
}
