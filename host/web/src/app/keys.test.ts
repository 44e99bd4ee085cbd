// A press has one name, whatever the layout.
import { expect, test } from 'vitest';

import { normal, pressOf } from './keys';

const press = (key: string, code: string, held: string[] = []) =>
  pressOf({ key, code, ctrlKey: held.includes('ctrl'), metaKey: held.includes('meta'), altKey: held.includes('alt'), shiftKey: held.includes('shift') });

test.each([
  ['a letter', press('g', 'KeyG'), 'g'],
  ['a letter of the Bulgarian layout', press('г', 'KeyG'), 'g'],
  ['a question mark', press('?', 'Slash', ['shift']), '?'],
  ['a question mark where the layout prints another sign', press('№', 'Slash', ['shift']), '?'],
  ['Ctrl and a letter', press('k', 'KeyK', ['ctrl']), 'mod+k'],
  ['Command and a letter', press('k', 'KeyK', ['meta']), 'mod+k'],
  ['Ctrl, Shift and a letter', press('K', 'KeyK', ['ctrl', 'shift']), 'mod+shift+k'],
  ['Shift and Enter', press('Enter', 'Enter', ['shift']), 'shift+Enter'],
  ['a modifier alone', press('Control', 'ControlLeft', ['ctrl']), null],
])('%s', (_, found, wanted) => expect(found).toBe(wanted));

test('what rooms write is what is pressed', () => expect(normal('Mod+K')).toBe('mod+k'));
