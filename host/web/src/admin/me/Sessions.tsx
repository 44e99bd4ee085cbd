// Where one is signed in; any of it can be ended from here.
import { Button, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { api, data } from '@/api/client';
import { Ready } from '@/app/states';
import { useFormat, useT } from '@/i18n';

import { useDoing, Wide } from '../parts';

/** What a browser and its machine are called, out of what it says of itself. */
export function browserOf(agent: string): string {
  const browser = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : '';
  const machine = /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : '';
  return [browser, machine].filter(Boolean).join(' · ') || agent.slice(0, 60);
}

export function Sessions() {
  const t = useT();
  const format = useFormat();
  const { busy, run } = useDoing('sessions');
  const query = useQuery({ queryKey: ['sessions'], queryFn: () => data(api.GET('/api/v1/sessions')) });
  const end = (id: string) => run(() => data(api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } })), t('admin-session-ended'));
  return (
    <section>
      <Title order={2} mb={4}>{t('admin-sessions')}</Title>
      <Text size="sm" c="dimmed" mb="xs">{t('admin-sessions-why')}</Text>
      <Ready query={query}>
        {(sessions) => (
          <Wide name={t('admin-sessions')} min={480} head={<><Table.Th>{t('admin-browser')}</Table.Th><Table.Th>{t('admin-since')}</Table.Th><Table.Th>{t('admin-expires')}</Table.Th><Table.Th /></>}>
            {sessions.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td title={one.user_agent}>{browserOf(one.user_agent)}</Table.Td>
                <Table.Td>{format.ago(one.created_at)}</Table.Td>
                <Table.Td>{format.instant(one.expires_at)}</Table.Td>
                <Table.Td ta="end"><Button variant="subtle" color="red" loading={busy} onClick={() => void end(one.id)}>{t('admin-session-end')}</Button></Table.Td>
              </Table.Tr>
            ))}
          </Wide>
        )}
      </Ready>
    </section>
  );
}
