// From version to version: consent to the one that waits, back to the one before, recording for rehearsals, the way out.
import { Alert, Button, Group, Stack, Switch, Text, Title } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';

import { api, data } from '@/api/client';
import { useGo } from '@/app/navigation';
import { useT } from '@/i18n';

import { useDoing } from '../parts';
import { Consent } from './capabilities';
import { Plan, Yes } from './Plan';
import { type PluginSheet, saveFile, useInstalledAgain } from './plugins';
import { Uninstall } from './Uninstall';

export default function Versions({ plugin }: { plugin: PluginSheet }) {
  const t = useT();
  const go = useGo();
  const again = useInstalledAgain();
  const { busy, run } = useDoing('plugins');
  const by = { plugin: plugin.code };
  const rollBack = () => modals.openConfirmModal({
    title: t('admin-roll-back'),
    children: <Text size="sm">{t('admin-roll-back-why', { from: plugin.version, to: plugin.previous ?? '' })}</Text>,
    labels: { confirm: t('admin-roll-back'), cancel: t('cancel') },
    onConfirm: () => void run(async () => {
      await data(api.POST('/api/v1/actions/plugin.roll-back', { body: by }));
      await again();
    }, t('admin-rolled-back', { version: plugin.previous ?? '' })),
  });
  const take = async () => {
    for (const file of (await data(api.GET('/api/v1/plugins/{code}/export', { params: { path: { code: plugin.code } } }))).files) saveFile(file.name, file.text);
  };
  return (
    <Stack gap="xl" maw={860}>
      {plugin.waiting && <Waits plugin={plugin} waiting={plugin.waiting} />}
      <section>
        <Title order={2} mb={4}>{t('admin-version-now', { version: plugin.version })}</Title>
        <Text size="sm" c="dimmed" mb="xs">{t('admin-version-why', { highest: plugin.version_highest })}</Text>
        <Group gap="xs">
          <Button onClick={() => go('/admin/plugins/install')}>{t('admin-upgrade-file')}</Button>
          {plugin.previous && <Button variant="default" loading={busy} onClick={rollBack}>{t('admin-roll-back-to', { version: plugin.previous })}</Button>}
        </Group>
      </section>
      <section>
        <Title order={2} mb={4}>{t('admin-rehearsal')}</Title>
        <Switch
          label={t('admin-record-calls')} description={t('admin-record-why')} checked={plugin.recording} disabled={busy}
          onChange={(event) => {
            const on = event.currentTarget.checked;
            void run(() => data(api.POST('/api/v1/actions/plugin.record', { body: { plugin: plugin.code, on } })), t('saved'));
          }}
        />
      </section>
      <section>
        <Title order={2} mb={4}>{t('admin-data')}</Title>
        <Group gap="xs">
          <Button variant="default" loading={busy} onClick={() => void run(take)}>{t('admin-export')}</Button>
          <Uninstall plugin={plugin} />
        </Group>
      </section>
    </Stack>
  );
}

function Waits({ plugin, waiting }: { plugin: PluginSheet; waiting: NonNullable<PluginSheet['waiting']> }) {
  const t = useT();
  const again = useInstalledAgain();
  const { busy, run } = useDoing('plugins');
  const [grants, setGrants] = useState<string[]>([]);
  const [destroy, setDestroy] = useState(false);
  const [conflicts, setConflicts] = useState(false);
  const destroys = waiting.steps.some((one) => /^- (field|lines|record type) /.test(one));
  const consent = () => run(async () => {
    const body = { plugin: plugin.code, grant: grants, accept_destroy: destroy, accept_conflicts: conflicts };
    await data(api.POST('/api/v1/actions/plugin.consent', { body }));
    await again();
  }, t('admin-outcome-upgraded', { plugin: plugin.name, version: waiting.version }));
  const drop = () => run(async () => {
    await data(api.POST('/api/v1/actions/plugin.drop-pending', { body: { plugin: plugin.code } }));
    await again();
  }, t('done'));
  return (
    <Alert color="yellow" variant="outline" title={t('admin-waits', { version: waiting.version })}>
      <Stack gap="md">
        <Text size="sm">{t('admin-waits-why', { version: plugin.version })}</Text>
        <Consent asks={waiting.asks_more} chosen={grants} choose={setGrants} />
        <Plan steps={waiting.steps} />
        {destroys && <Yes title={t('admin-destroys')} text={t('admin-destroys-why')} label={t('admin-destroys-yes')} on={destroy} say={setDestroy} />}
        {plugin.conflicts.length > 0 && <Yes title={t('admin-conflicts')} text={t('admin-conflicts-why')} label={t('admin-conflicts-yes')} on={conflicts} say={setConflicts} />}
        <Group gap="xs">
          <Button loading={busy} onClick={() => void consent()}>{t('admin-consent')}</Button>
          <Button variant="default" loading={busy} onClick={() => void drop()}>{t('admin-drop-pending')}</Button>
        </Group>
      </Stack>
    </Alert>
  );
}
