// The merge loses nothing of either side without being told to.
import { describe, expect, test } from 'vitest';

import type { Collection, Field, RecordType } from '@/api/meta';

import { compare, decided, merged } from './merge';
import { body, changes, check, checkAll, copied, fresh } from './values';

const field = (name: string, kind: Field['kind'] = 'text', more: Partial<Field> = {}): Field =>
  ({ name, label: name, kind, help: '', required: false, readonly: false, fixed: false, unique: false, plugin: null, extension: false, ...more });
const phones: Collection = { name: 'phones', label: 'Phones', readonly: false, has_id: true, fields: [field('given', 'text', { required: true })] };
const type: RecordType = {
  name: 'thing', label: 'Thing', help: '', plugin: null, title: 'name', company: false, collections: [phones], may: { read: true, create: true, update: true, delete: true },
  fields: [
    field('name', 'text', { required: true, max: 5 }), field('code', 'text', { unique: true }), field('city'), field('note', 'long-text'),
    field('price', 'decimal', { scale: 2 }), field('kind', 'text', { fixed: true }), field('seen', 'instant', { readonly: true }),
  ],
};
const was = { name: 'Ana', city: 'Ruse', note: null, price: '1.50', phones: [{ id: '1', given: '12' }], seen: null };

describe('compare', () => {
  const by = (mine: object, theirs: object) => compare(type, was, { ...was, ...mine }, { ...was, ...theirs }).map((one) => `${one.name} ${one.by}`);
  test.each([
    ['nothing', {}, {}, []],
    ['each another field', { city: 'Varna' }, { note: 'called' }, ['city mine', 'note theirs']],
    ['the same field', { city: 'Varna' }, { city: 'Burgas' }, ['city both']],
    ['the same thing', { city: 'Varna' }, { city: 'Varna' }, []],
    ['the same figure', { price: '2.0' }, { price: '2.00' }, []],
    ['empty in two forms', { note: '' }, { note: null }, []],
    ['lines', { phones: [{ id: '1', given: '13' }] }, { phones: [] }, ['phones both']],
    ['what the host sets', { seen: 'x' }, { seen: '2026-01-01T00:00:00Z' }, ['seen theirs']],
  ])('%s', (_, mine, theirs, found) => expect(by(mine, theirs)).toEqual(found));
});

test('what one alone changed is kept; what both changed is decided by the reader', () => {
  const mine = { ...was, city: 'Varna', name: 'Anna' };
  const theirs = { ...was, city: 'Burgas', note: 'called' };
  const differences = compare(type, was, mine, theirs);
  expect(decided(differences, {})).toBe(false);
  expect(decided(differences, { city: 'theirs' })).toBe(true);
  expect(merged(theirs, differences, { city: 'theirs' })).toMatchObject({ name: 'Anna', city: 'Burgas', note: 'called' });
  expect(merged(theirs, differences, { city: 'mine', note: 'mine', name: 'theirs' })).toMatchObject({ name: 'Ana', city: 'Varna', note: null });
  // Only what differs from theirs is sent.
  expect(changes(type, theirs, merged(theirs, differences, { city: 'mine' }), false)).toEqual({ city: 'Varna', name: 'Anna' });
});

test('only what can be set is sent', () => {
  expect(changes(type, was, { ...was, seen: 'x', kind: 'y', city: '' }, false)).toEqual({ city: null });
  expect(body(type, { ...was, seen: 'x', kind: 'y', note: '' })).toEqual({ name: 'Ana', city: 'Ruse', price: '1.50', kind: 'y', phones: was.phones });
});

test('a new record begins with the address, a copy without what is unique', () => {
  expect(fresh(type, 'c', { city: 'Ruse', price: '12,5', seen: 'x' }, 'bg')).toMatchObject({ name: null, city: 'Ruse', price: '12.5', phones: [] });
  expect(copied(type, { ...was, id: 'i', version: 3, code: 'A' })).toMatchObject({ name: 'Ana', code: null, phones: [{ given: '12' }] });
});

test.each([
  ['name', '', 'form-required'],
  ['name', 'Johanna', 'form-too-long'],
  ['price', '1.234', 'form-too-fine'],
  ['price', '1.230', undefined],
  ['city', null, undefined],
])('check %s %j', (name, value, id) => expect(check(type.fields.find((one) => one.name === name)!, value)?.id).toBe(id));

test('lines are checked at their cells', () => {
  expect(Object.keys(checkAll(type, { ...was, phones: [{ given: '1' }, { given: null }] }, false))).toEqual(['phones/1/given']);
});
