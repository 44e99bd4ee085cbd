// Sums come out exactly, in the reader's way of writing figures.
import { expect, test } from 'vitest';

import { sum } from './sum';

test.each([
  ['en', '1 + 2 * 3', '7'],
  ['en', '(1+2)*3', '9'],
  ['en', '0.1 + 0.2', '0.3'],
  ['en', '1,234.50 / 2', '617.25'],
  ['bg', '1 234,50 / 2', '617.25'],
  ['bg', '12,50 + 3', '15.5'],
  ['en', '200 * 20%', '40'],
  ['en', '200 + 20%', '240'],
  ['en', '-5 + 2', '-3'],
  ['en', '= 10 / 4', '2.5'],
  ['en', '10 / 3', '3.3333333333'],
  ['en', '9007199254740993 * 3', '27021597764222979'],
  ['en', '1 / 0', null],
  ['en', '42', null],
  ['en', '1 +', null],
  ['en', '(1 + 2', null],
  ['en', 'alfreds', null],
  ['en', '+359 888 123 456', null],
])('%s %s', (language, text, value) => expect(sum(language, text)).toBe(value));
