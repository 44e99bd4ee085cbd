// A plugin at a glance: what it took, where it works, who made it; turning it on and off.
import { Button, Group, Paper, SimpleGrid, Stack, Switch, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { api, data } from '@/api/client';
import { Go } from '@/app/navigation';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Facts, useDoing } from '../parts';
import { useFigures } from './figures';
import { Conflicts } from './Plan';
import { type PluginSheet, sumOf, usageQuery, useInstalledAgain, useKeysOfVendors } from './plugins';

export function Overview({ plugin }: { plugin: PluginSheet }) {
  const t = useT();
  const format = useFormat();
  const { companies } = useSession();
  const again = useInstalledAgain();
  const keys = useKeysOfVendors().data ?? [];
  const { busy, run } = useDoing('plugins');
  const turn = (on: boolean, company: string | null) => {
    const body = { plugin: plugin.code, company };
    return run(async () => {
      await data(on ? api.POST('/api/v1/actions/plugin.enable', { body }) : api.POST('/api/v1/actions/plugin.disable', { body }));
      await again();
    }, t('saved'));
  };
  const by = { plugin: plugin.code };
  const links = (codes: string[]) => codes.length === 0 ? null : (
    <Group gap="xs">{codes.map((one) => <Go key={one} to={`/admin/plugins/${one}`} size="sm">{one}</Go>)}</Group>
  );
  return (
    <Stack gap="lg">
      <Health code={plugin.code} />
      <section>
        <Title order={2} mb="xs">{t('admin-works-in')}</Title>
        <Stack gap="xs">
          {companies.map((one) => (
            <Switch
              key={one.id} label={`${one.name} (${one.code})`} checked={plugin.companies.includes(one.code)} disabled={busy || plugin.state === 'disabled'}
              onChange={(event) => void turn(event.currentTarget.checked, one.id)}
            />
          ))}
        </Stack>
        <Group gap="xs" mt="sm">
          {plugin.state === 'paused' && (
            <Button loading={busy} onClick={() => void run(() => data(api.POST('/api/v1/actions/plugin.resume', { body: by })), t('admin-resumed'))}>{t('admin-resume')}</Button>
          )}
          {plugin.state === 'disabled'
            ? <Button loading={busy} onClick={() => void turn(true, null)}>{t('admin-enable')}</Button>
            : <Button variant="default" loading={busy} onClick={() => void turn(false, null)}>{t('admin-disable')}</Button>}
        </Group>
      </section>
      {plugin.conflicts.length > 0 && <section><Title order={2} mb="xs">{t('admin-conflicts')}</Title><Conflicts conflicts={plugin.conflicts} /></section>}
      <Facts
        facts={[
          [t('admin-version'), plugin.version],
          [t('admin-vendor'), plugin.vendor],
          [t('admin-licence'), plugin.licence],
          [t('admin-signed-by'), plugin.signer ? keys.find((one) => one.public_key === plugin.signer)?.name ?? plugin.signer : t('admin-unsigned')],
          [t('admin-depends'), links(plugin.depends)],
          [t('admin-needed-by'), links(plugin.needed_by)],
          [t('admin-installed-at'), format.instant(plugin.installed_at)],
          [t('admin-updated-at'), format.instant(plugin.updated_at)],
          [t('admin-digest'), plugin.digest],
        ]}
      />
    </Stack>
  );
}

function Health({ code }: { code: string }) {
  const t = useT();
  const figures = useFigures();
  const usage = useQuery({ ...usageQuery(code), refetchInterval: 10_000 }).data;
  const sum = usage && sumOf(usage);
  const shown: [string, string, boolean?][] = sum ? [
    [t('admin-calls'), figures.number(sum.calls)],
    [t('admin-said-no'), figures.number(sum.refused)],
    [t('admin-faults'), figures.number(sum.faults), sum.faults > 0],
    [t('admin-time'), figures.time(sum.wallUs)],
    [t('admin-fuel'), figures.compact(sum.fuel)],
    [t('admin-memory'), figures.bytes(sum.memoryMax)],
  ] : [];
  return (
    <section aria-label={t('admin-health')}>
      <Title order={2} mb="xs">{t('admin-health')}</Title>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="xs">
        {shown.map(([name, value, bad]) => (
          <Paper key={name} withBorder p="xs">
            <Text size="xs" c="dimmed">{name}</Text>
            <Text fw={600} c={bad ? 'var(--keel-bad)' : undefined}>{value}</Text>
          </Paper>
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed" mt={4}>{t('admin-health-why')}</Text>
    </section>
  );
}
