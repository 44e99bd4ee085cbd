// The matrix keeps what the host would keep.
import { expect, test } from 'vitest';

import { empty, freeRule, kept, withOperation } from './permissions';

test('who may change may read', () => expect(withOperation(empty('contact'), 'update', true).operations).toEqual(['read', 'update']));
test('who may no longer read keeps the rest', () => expect(withOperation({ ...empty('contact'), operations: ['read', 'create'] }, 'read', false).operations).toEqual(['create']));
test('operations stand in one order', () => {
  expect(withOperation(withOperation(empty('contact'), 'delete', true), 'create', true).operations).toEqual(['read', 'create', 'delete']);
});
test('rows that allow nothing are not kept', () => expect(kept([empty('item'), { ...empty('contact'), operations: ['read'] }]).map((one) => one.record_type)).toEqual(['contact']));
test('a further row takes a rule that is free', () => {
  expect(freeRule([empty('task')], 'task')).toBe('team');
  expect(freeRule([empty('task'), empty('task', 'team'), empty('task', 'own')], 'task')).toBeUndefined();
});
