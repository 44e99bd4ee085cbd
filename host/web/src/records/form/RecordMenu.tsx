// What can be done with a whole record: actions of plugins, copy, print, delete.
import { ActionIcon, Button, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconCopy, IconDots, IconPrinter, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

import type { RecordType } from '@/api/meta';
import { deleteRecord, type Loaded, refresh } from '@/api/records';
import { useGo } from '@/app/navigation';
import { useSentence } from '@/app/states';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';

import { RecordActions } from './RecordActions';

export function RecordMenu({ type, loaded, title, gone }: { type: RecordType; loaded: Loaded; title: string; gone: () => void }) {
  const t = useT();
  const go = useGo();
  const [deleting, setDeleting] = useState(false);
  const { id } = loaded.record;
  return (
    <Group gap="xs">
      <RecordActions type={type.name} id={id} />
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={t('more')}><IconDots size={18} aria-hidden /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {type.may.create && <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => go(`/r/${type.name}/new`, { search: { copy: id } })}>{t('form-copy')}</Menu.Item>}
          <Menu.Item leftSection={<IconPrinter size={16} />} onClick={() => setTimeout(() => window.print(), 200)}>{t('print')}</Menu.Item>
          {type.may.delete && (
            <>
              <Menu.Divider />
              <Menu.Item c="var(--mantine-color-error)" leftSection={<IconTrash size={16} />} onClick={() => setDeleting(true)}>{t('delete')}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {deleting && <Deleting type={type} loaded={loaded} title={title} close={() => setDeleting(false)} gone={gone} />}
    </Group>
  );
}

function Deleting({ type, loaded, title, close, gone }: { type: RecordType; loaded: Loaded; title: string; close: () => void; gone: () => void }) {
  const t = useT();
  const told = useTold();
  const sentence = useSentence();
  const client = useQueryClient();
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const drop = async () => {
    setBusy(true);
    setFailure('');
    try {
      await deleteRecord(type.name, loaded.record.id, loaded.etag);
      gone();
      told.done(t('form-deleted', { title }));
      client.removeQueries({ queryKey: ['records', type.name, 'one', loaded.record.id] });
      void refresh(client, type.name);
    } catch (error) {
      setFailure(sentence(error));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title={t('form-delete-title', { title })} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <Text size="sm">{t('form-delete-why')}</Text>
        {failure && <Text size="sm" c="var(--mantine-color-error)" role="alert">{failure}</Text>}
        <Group justify="end">
          <Button variant="default" onClick={close} data-autofocus>{t('cancel')}</Button>
          <Button color="red" loading={busy} onClick={() => void drop()}>{t('delete')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
