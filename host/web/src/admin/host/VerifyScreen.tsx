// Proof that what the core guarantees is so: every check with what it covered, and findings with what to do.
import { Alert, Badge, Button, List, Stack, Table, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { api, data } from '@/api/client';
import { Screen } from '@/app/Screen';
import { Empty, Failed, Waiting } from '@/app/states';
import { useT } from '@/i18n';

import { Wide } from '../parts';
import { useFigures } from '../plugins/figures';

export default function VerifyScreen() {
  const t = useT();
  const figures = useFigures();
  // It reads all the books: only when it is asked for.
  const query = useQuery({ queryKey: ['verify'], queryFn: () => data(api.GET('/api/v1/verify')), enabled: false, staleTime: Infinity });
  const found = query.data;
  return (
    <Screen
      title={t('admin-verify')}
      actions={<Button leftSection={<IconShieldCheck size={16} aria-hidden />} loading={query.isFetching} onClick={() => void query.refetch()}>{t('admin-verify-run')}</Button>}
    >
      {query.error ? <Failed error={query.error} /> : query.isFetching && !found ? <Waiting /> : !found ? <Empty icon={IconShieldCheck} title={t('admin-verify-first')} text={t('admin-verify-why')} /> : (
        <Stack>
          <Alert color={found.clean ? 'green' : 'red'} variant="outline" icon={found.clean ? <IconShieldCheck aria-hidden /> : <IconShieldX aria-hidden />} role="status">
            {found.clean ? t('admin-clean', { count: found.checks.length }) : t('admin-not-clean', { count: found.findings.length })}
          </Alert>
          {found.findings.length > 0 && (
            <List spacing="xs">
              {found.findings.map((one, index) => (
                <List.Item key={index}>
                  <Text size="sm" fw={600}>{one.place}: {one.what}</Text>
                  <Text size="sm">{one.fix}</Text>
                  <Text size="xs" c="dimmed">{one.check}</Text>
                </List.Item>
              ))}
            </List>
          )}
          <Wide name={t('admin-checks')} head={<><Table.Th>{t('admin-check')}</Table.Th><Table.Th>{t('admin-proves')}</Table.Th><Table.Th ta="end">{t('admin-covered')}</Table.Th><Table.Th>{t('admin-found')}</Table.Th></>}>
            {found.checks.map((one) => (
              <Table.Tr key={one.check}>
                <Table.Td>{one.check}</Table.Td>
                <Table.Td>{one.proves}</Table.Td>
                <Table.Td className="figure">{figures.number(one.covered)}</Table.Td>
                <Table.Td><Badge color={one.found === 0 ? 'green' : 'red'}>{one.found === 0 ? t('admin-nothing') : one.found > 100 ? t('admin-over-hundred') : figures.number(one.found)}</Badge></Table.Td>
              </Table.Tr>
            ))}
          </Wide>
        </Stack>
      )}
    </Screen>
  );
}
