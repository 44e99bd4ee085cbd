// Taking an import back as a whole: asked once more, told what became of it.
import { Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';

import { act } from '@/api/http';
import { useRefresh } from '@/api/records';
import { useSentence } from '@/app/states';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';

export function UndoButton({ batch, source, created, company, done }: {
  batch: string; source: string; created: number; company: string | null; done?: () => void;
}) {
  const t = useT();
  const told = useTold();
  const sentence = useSentence();
  const refresh = useRefresh();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const undo = async () => {
    setBusy(true);
    setFailure('');
    try {
      const answer = await act<{ removed: number }>('import.undo', { batch, company });
      told.done(t('import-undo-done', { count: answer.removed }));
      await refresh();
      done?.();
    } catch (error) {
      setFailure(sentence(error));
    }
    setBusy(false);
  };
  const ask = () =>
    modals.openConfirmModal({
      title: t('import-undo-title', { source }),
      children: <Text size="sm">{t('import-undo-why', { count: created })}</Text>,
      closeButtonProps: { 'aria-label': t('close') },
      labels: { confirm: t('import-undo-yes', { count: created }), cancel: t('cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => void undo(),
    });
  return (
    <>
      <Button variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} loading={busy} onClick={ask}>{t('import-undo')}</Button>
      {failure && <Text c="red.8" size="sm" role="alert">{failure}</Text>}
    </>
  );
}
