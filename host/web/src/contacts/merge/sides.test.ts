// Two contacts side by side: what differs, and what is sent.
import { expect, test } from 'vitest';

import type { RecordType } from '@/api/meta';

import { choices, compare, linesOf } from './sides';

const field = (name: string, more: object = {}) => ({
  name, label: name, kind: 'text' as const, help: '', required: false, readonly: false, fixed: false, unique: false, plugin: null, extension: false, ...more,
});
const type = {
  fields: [field('name'), field('code'), field('note'), field('language'), field('company'), field('merged_into', { readonly: true })],
  collections: [{ name: 'phones', label: 'Phones', readonly: false, has_id: true, fields: [] }, { name: 'emails', label: 'Mails', readonly: false, has_id: true, fields: [] }],
} as unknown as RecordType;
const ana = { id: 'a', version: 1, name: 'Ana', code: null, note: 'first', language: null, company: null, merged_into: null, phones: [{ e164: '+1' }], emails: [] };
const anna = { id: 'b', version: 1, name: 'Anna', code: 'C2', note: 'first', language: null, company: null, merged_into: null, phones: [{ e164: '+2' }], emails: [] };

test('what differs, whose value holds, what nobody says is left out', () =>
  expect(compare(type, ana, anna).map((one) => [one.field.name, one.differs, one.given])).toEqual([
    ['name', true, 'survivor'], ['code', false, 'loser'], ['note', false, 'survivor'],
  ]));

test.each([
  [{}, {}],
  [{ name: 'survivor' }, {}],
  [{ name: 'loser' }, { name: 'loser' }],
  [{ code: 'survivor' }, { code: 'survivor' }],
  [{ unknown: 'loser' }, {}],
] as const)('chosen %j is sent as %j', (chosen, sent) => expect(choices(compare(type, ana, anna), chosen)).toEqual(sent));

test('lines of both, where there are some', () =>
  expect(linesOf(type, ana, anna).map((one) => [one.collection.name, one.survivor.length, one.loser.length])).toEqual([['phones', 1, 1]]));
