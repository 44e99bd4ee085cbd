// A table from a spreadsheet becomes cells, and cells become values.
import { expect, test } from 'vitest';

import type { Field } from '@/api/meta';

import { isTable, meaning, parseDay, parseTable } from './paste';

test.each([
  ['a\tb\nc\td', [['a', 'b'], ['c', 'd']]],
  ['a\tb\r\n', [['a', 'b']]],
  ['"two\nlines"\tb', [['two\nlines', 'b']]],
  ['"say ""no"""\tx', [['say "no"', 'x']]],
  ['5" pipe\t2', [['5" pipe', '2']]],
  ['\t\t1', [['', '', '1']]],
])('table %j', (text, rows) => expect(parseTable(text)).toEqual(rows));

test.each([['a', false], ['a\n', false], ['a\tb', true], ['a\nb', true]])('is table %j', (text, is) => expect(isTable(text)).toBe(is));

const field = (kind: Field['kind'], more: Partial<Field> = {}): Field =>
  ({ name: 'f', label: 'F', kind, help: '', required: false, readonly: false, fixed: false, unique: false, plugin: null, extension: false, ...more });
const sides = field('choice', { options: [{ value: 'sale', label: 'Sale' }, { value: 'purchase', label: 'Purchase' }] });

test.each([
  [field('money'), '1 234,50', 'bg', { value: '1234.50' }],
  [field('money'), '1234.50', 'bg', { value: '1234.50' }],
  [field('money'), '1,234.50', 'en', { value: '1234.50' }],
  [field('money'), 'twelve', 'en', { wrong: 'no-number' }],
  [field('percent'), '20 %', 'en', { value: '20' }],
  [field('integer'), '12', 'en', { value: 12 }],
  [field('integer'), '12.5', 'en', { wrong: 'no-number' }],
  [field('bool'), 'да', 'bg', { value: true }],
  [field('bool'), '', 'en', { value: false }],
  [sides, 'purchase', 'en', { value: 'purchase' }],
  [sides, 'pur', 'en', { value: 'purchase' }],
  [sides, 'nothing', 'en', { wrong: 'no-choice' }],
  [field('day'), '31.1.2026', 'bg', { value: '2026-01-31' }],
  [field('reference', { to: 'account' }), ' 401 ', 'en', { find: '401' }],
  [field('text'), '', 'en', { value: null }],
])('meaning of %# %j', (of, text, language, means) => expect(meaning(of, text, language, '2026-03-15')).toEqual(means));

test.each([
  ['31.1.26', '2026-01-31'],
  ['31/1', '2026-01-31'],
  ['7', '2026-03-07'],
  ['2026-02-28', '2026-02-28'],
  ['28.02.2026 г.', '2026-02-28'],
  ['30.2.2026', null],
  ['soon', null],
])('day %s', (text, day) => expect(parseDay(text, '2026-03-15')).toBe(day));
