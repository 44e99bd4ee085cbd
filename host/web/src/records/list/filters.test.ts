// What people ask of a list, as the host takes it.
import { expect, test } from 'vitest';

import type { Field, FieldKind, RecordType } from '@/api/meta';

import { dayOf, daysOf, ofGroup, operatorsOf, parseCondition, plain, whole, writeCondition } from './filters';

const field = (name: string, kind: FieldKind, more: Partial<Field> = {}): Field => ({
  name, label: name, kind, help: '', required: false, readonly: false, fixed: false, unique: false, plugin: null, extension: false, ...more,
});
const type: RecordType = {
  name: 'thing', label: 'Thing', help: '', plugin: null, title: 'name', company: false, collections: [],
  fields: [field('name', 'text'), field('on', 'day'), field('at', 'instant'), field('owner', 'reference', { to: 'user' })],
  may: { read: true, create: true, update: true, delete: true },
};

test.each(['name:contains:a:b', 'on:empty', 'owner.name:starts:A'])('%s is read and written', (text) => {
  expect(writeCondition(parseCondition(text)!)).toBe(text);
});

test.each([
  ['name:contains:x', ['name:contains:x']],
  ['owner:eq:@me', ['owner:eq:ME']],
  ['on:eq:@today', ['on:eq:2026-05-14']],
  ['on:lt:@today-14', ['on:lt:2026-04-30']],
  ['on:within:month', ['on:ge:2026-05-01', 'on:lt:2026-06-01']],
  ['on:within:week', ['on:ge:2026-05-11', 'on:lt:2026-05-18']],
  ['on:within:quarter', ['on:ge:2026-04-01', 'on:lt:2026-07-01']],
  ['nonsense', []],
])('%s is asked as %j', (said, asked) => expect(plain(type, said, 'ME', '2026-05-14')).toEqual(asked));

test.each([
  ['eq', ['ge', '14'], ['lt', '15']],
  ['le', ['lt', '15']],
  ['gt', ['ge', '15']],
  ['ge', ['ge', '14']],
])('an instant on a day, %s', (operator, ...expected) => {
  const midnight = (day: string) => new Date(`2026-05-${day}T00:00:00`).toISOString();
  expect(plain(type, `at:${operator}:2026-05-14`, 'ME')).toEqual(expected.map(([op, day]) => `at:${op}:${midnight(day!)}`));
  expect(plain(type, 'created_at:lt:@today', 'ME', '2026-05-14')).toEqual([`created_at:lt:${midnight('14')}`]);
});

test.each([
  ['last-30', '2026-04-15', '2026-05-15'],
  ['next-7', '2026-05-14', '2026-05-21'],
  ['year', '2026-01-01', '2027-01-01'],
])('within %s', (stretch, from, to) => expect(daysOf(stretch, '2026-05-14')).toEqual([from, to]));

test('days said by today', () => {
  expect(dayOf('@today+1', '2026-12-31')).toBe('2027-01-01');
  expect(dayOf('2026-02-03', '2026-12-31')).toBe('2026-02-03');
});

test('a required field is never asked whether it is empty', () => {
  expect(operatorsOf(field('a', 'text'))).toContain('empty');
  expect(operatorsOf(field('a', 'text', { required: true }))).not.toContain('empty');
});

test('a condition without its value is not whole', () => {
  expect(whole({ field: 'a', operator: 'eq', value: '' })).toBe(false);
  expect(whole({ field: 'a', operator: 'empty', value: '' })).toBe(true);
});

test.each([
  [undefined, 'person', ['f:eq:person']],
  [undefined, null, ['f:empty']],
  ['month', '2026-12', ['f:ge:2026-12-01', 'f:lt:2027-01-01']],
  ['year', '2026', ['f:ge:2026-01-01', 'f:lt:2027-01-01']],
  ['day', '2026-02-28', ['f:ge:2026-02-28', 'f:lt:2026-03-01']],
])('rows of a group %s %s', (bucket, value, conditions) => expect(ofGroup(field('f', 'day'), bucket, 'f', value)).toEqual(conditions));
