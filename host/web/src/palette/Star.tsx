// The star of a screen: pinned places stand at the top of the menu and of the palette.
import { ActionIcon } from '@mantine/core';
import { IconStar, IconStarFilled } from '@tabler/icons-react';

import { useT } from '@/i18n';

import { useHere, usePinned } from './places';

export function Star({ label }: { label: string }) {
  const t = useT();
  const here = useHere();
  const { isPinned, toggle } = usePinned();
  const on = isPinned(here);
  return (
    <ActionIcon
      variant="subtle" color={on ? 'yellow.8' : 'gray'} size="md" className="no-print" aria-pressed={on}
      aria-label={t('palette-pin')} title={t('palette-pin')} onClick={() => toggle({ ...here, label })}
    >
      {on ? <IconStarFilled size={16} aria-hidden /> : <IconStar size={16} stroke={1.5} aria-hidden />}
    </ActionIcon>
  );
}
