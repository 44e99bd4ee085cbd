// Addresses of lists say everything, and give it back.
import { expect, test } from 'vitest';

import { joinFilters, nextSort, readState, sameState, splitFilters, writeState } from './state';

test.each([
  [[]],
  [['kind:eq:person']],
  [['name:contains:a;b', 'code:eq:x\\y']],
  [['name:contains:\\;', 'note:present', 'at:ge:10:30']],
])('conditions %j come back from the address', (filters) => {
  const address = new URLSearchParams({ filter: joinFilters(filters) }).toString();
  expect(splitFilters(new URLSearchParams(address).get('filter')!)).toEqual(filters);
});

test('a typed address needs no escapes', () => {
  expect(splitFilters('kind:in:person|organisation;name:contains:bank')).toEqual(['kind:in:person|organisation', 'name:contains:bank']);
  expect(splitFilters(';;kind:eq:a;')).toEqual(['kind:eq:a']);
});

test('a state is written and read', () => {
  const state = { ...readState({}), view: 'pivot', q: 'ana', filters: ['a:eq:1', 'b:empty'], columns: ['code', 'name'], group: 'on:month', sort: '-code' } as const;
  const written = writeState({ ...state, filters: [...state.filters], columns: [...state.columns] });
  const search = Object.fromEntries(Object.entries(written).filter(([, value]) => value)) as Record<string, string>;
  expect(readState(search)).toEqual(state);
});

test('what is usual stays out of the address', () => {
  expect(writeState({ view: 'list', filters: [], columns: [], sort: '' })).toEqual({ view: null, filter: null, columns: null, sort: null });
  expect(readState({ view: 'nonsense' }).view).toBe('list');
});

test.each([['', 'name', 'name'], ['name', 'name', '-name'], ['-name', 'name', ''], ['code', 'name', 'name']])('order %s, %s chosen: %s', (sort, field, next) => {
  expect(nextSort(sort, field)).toBe(next);
});

test('a view is the same whatever its id and the order of its words', () => {
  expect(sameState({ q: 'a', sort: 'b', saved: '1' }, { sort: 'b', q: 'a' })).toBe(true);
  expect(sameState({ q: 'a' }, { q: 'b' })).toBe(false);
});
