// Short notices after something was done, and why something was not.
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useMemo } from 'react';

import { useT } from '@/i18n';

import { useSentence } from './states';

/** `told.done(text)` and `told.failed(error)`. */
export function useTold() {
  const t = useT();
  const sentence = useSentence();
  return useMemo(
    () => ({
      done: (text: string) => notifications.show({ message: text, color: 'green', icon: <IconCheck size={16} />, closeButtonProps: { 'aria-label': t('close') } }),
      failed: (error: unknown) =>
        notifications.show({ message: sentence(error), color: 'red', icon: <IconAlertTriangle size={16} />, autoClose: 10_000, closeButtonProps: { 'aria-label': t('close') } }),
    }),
    [sentence, t],
  );
}
