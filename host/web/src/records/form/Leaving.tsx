// Asks before a form with unsaved changes is left. They stay as a draft either way.
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useRef } from 'react';

import { useT } from '@/i18n';

import type { RecordForm } from './useRecordForm';

export function Leaving({ form }: { form: RecordForm }) {
  const t = useT();
  const dirty = useRef(form.dirty);
  dirty.current = form.dirty;
  const leaving = useBlocker({
    // Another tab of the same screen is no leaving.
    shouldBlockFn: ({ current, next }) => dirty.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty.current,
    withResolver: true,
  });
  if (leaving.status !== 'blocked') return null;
  const save = async () => {
    if (await form.save()) leaving.proceed();
    else leaving.reset();
  };
  return (
    <Modal opened onClose={leaving.reset} title={t('form-leave')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <Text size="sm">{t('form-leave-why')}</Text>
        <Group justify="end">
          <Button variant="default" onClick={leaving.reset}>{t('form-stay')}</Button>
          <Button variant="default" onClick={leaving.proceed}>{t('form-leave-draft')}</Button>
          {form.id !== undefined && <Button loading={form.saving} onClick={() => void save()}>{t('form-leave-save')}</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}
