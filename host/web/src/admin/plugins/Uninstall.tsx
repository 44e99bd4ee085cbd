// Taking a plugin away: its data is handed over, and its name is typed, because nothing of it stays.
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type FormEvent, useState } from 'react';

import { api, data, type Schema } from '@/api/client';
import { useGo } from '@/app/navigation';
import { useT } from '@/i18n';

import { useDoing } from '../parts';
import { Plan } from './Plan';
import { type PluginSheet, saveFile, useInstalledAgain } from './plugins';

export function Uninstall({ plugin }: { plugin: PluginSheet }) {
  const t = useT();
  const go = useGo();
  const [opened, { open, close }] = useDisclosure(false);
  const [typed, setTyped] = useState('');
  const [gone, setGone] = useState<Schema<'Uninstalled'> | null>(null);
  const again = useInstalledAgain();
  const { busy, run } = useDoing();
  const uninstall = async (event: FormEvent) => {
    event.preventDefault();
    await run(async () => setGone(await data(api.POST('/api/v1/actions/plugin.uninstall', { body: { plugin: plugin.code } }))));
  };
  const leave = async () => {
    close();
    if (!gone) return;
    // The list first: this screen's own questions would be about what is no longer there.
    go('/admin/plugins');
    await again();
  };
  const save = () => gone?.files.forEach((one) => saveFile(one.name, one.text));
  return (
    <>
      <Button variant="outline" color="red" onClick={open}>{t('admin-uninstall')}</Button>
      <Modal opened={opened} onClose={() => void leave()} title={t('admin-uninstall')} closeButtonProps={{ 'aria-label': t('close') }}>
        {gone ? (
          <Stack>
            <Text size="sm" role="status">{t('admin-uninstalled', { plugin: plugin.name })}</Text>
            <Plan steps={gone.steps} />
            <Group justify="end">
              {gone.files.length > 0 && <Button onClick={save}>{t('admin-save-data', { count: gone.files.length })}</Button>}
              <Button variant="default" onClick={() => void leave()}>{t('close')}</Button>
            </Group>
          </Stack>
        ) : (
          <form onSubmit={(event) => void uninstall(event)}>
            <Stack>
              <Alert color="red" variant="outline">{t('admin-uninstall-why')}</Alert>
              {plugin.needed_by.length > 0 && <Text size="sm">{t('admin-uninstall-needed', { by: plugin.needed_by.join(', ') })}</Text>}
              <TextInput
                label={t('admin-uninstall-type', { code: plugin.code })} value={typed} autoComplete="off" data-autofocus
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
              <Group justify="end">
                <Button variant="default" onClick={close}>{t('cancel')}</Button>
                <Button type="submit" color="red.9" disabled={typed !== plugin.code} loading={busy}>{t('admin-uninstall')}</Button>
              </Group>
            </Stack>
          </form>
        )}
      </Modal>
    </>
  );
}
