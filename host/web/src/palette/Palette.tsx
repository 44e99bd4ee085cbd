// The keyboard of the whole interface, and what it opens: Ctrl+K the palette, ? the cheat sheet.
import { lazy, Suspense } from 'react';

import { usePreference } from '@/session/session';

import { useCommands } from './commands';
import { useKeyboard } from './keyboard';
import { openPalette, show, useOpened } from './open';
import { useRemember } from './places';

const Box = lazy(() => import('./Box'));
const CheatSheet = lazy(() => import('./CheatSheet'));

export default function Palette() {
  const opened = useOpened();
  const [single] = usePreference('single-keys', true);
  const commands = useCommands().flatMap((one) => (one.keys ? [{ keys: one.keys, run: one.run }] : []));
  useKeyboard([{ keys: 'mod+K', run: openPalette }, { keys: '/', run: openPalette }, ...commands], single);
  useRemember();
  const close = () => show(null);
  return (
    <Suspense>
      {opened === 'palette' && <Box close={close} />}
      {opened === 'keys' && <CheatSheet close={close} />}
    </Suspense>
  );
}
