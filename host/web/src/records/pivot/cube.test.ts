// Figures of groups are added up exactly, and never across currencies.
import { expect, test } from 'vitest';

import type { Field, FieldKind } from '@/api/meta';

import { conditionsOf, cube, type Measure, together } from './cube';

const field = (name: string, kind: FieldKind, more: Partial<Field> = {}): Field => ({
  name, label: name, kind, help: '', required: false, readonly: false, fixed: false, unique: false, plugin: null, extension: false, ...more,
});
const amount: Measure = { value: 'sum:amount', label: 'amount', field: field('amount', 'money', { currency_field: 'currency' }) };
const kind = { field: field('kind', 'choice', { options: [{ value: 'b', label: 'B' }, { value: 'a', label: 'A' }] }) };
const month = { field: field('on', 'day'), bucket: 'month' };

test.each([['sum:x', '0.1', '0.2', '0.3'], ['min:x', '-1', '2', '-1'], ['max:x', '-1', '2', '2'], ['count', '9007199254740993', '1', '9007199254740994']])(
  '%s of %s and %s', (measure, a, b, both) => expect(together(measure, a, b)).toBe(both),
);

test('rows, columns, cells and totals', () => {
  const found = cube(
    [
      { kind: 'a', on: '2026-02', currency: 'EUR', sum_amount: '0.10' },
      { kind: 'b', on: '2026-01', currency: 'EUR', sum_amount: '0.20' },
      { kind: null, on: '2026-01', currency: 'EUR', sum_amount: '5.00' },
    ],
    kind, month, amount, 'EUR',
  );
  expect(found.rows.map((one) => [one.value, one.total])).toEqual([['b', '0.2'], ['a', '0.1'], [null, '5']]);
  expect(found.columns.map((one) => [one.value, one.total])).toEqual([['2026-01', '5.2'], ['2026-02', '0.1']]);
  expect(found.cell('"a"', '"2026-02"')).toBe('0.1');
  expect(found.cell('"a"', '"2026-01"')).toBeUndefined();
  expect([found.total, found.mixed, found.currency]).toEqual(['5.3', false, 'EUR']);
});

test('amounts of another scale than the company has are put right, and currencies are told apart', () => {
  const yen = cube([{ kind: 'a', currency: 'JPY', sum_amount: '12.34' }], kind, undefined, amount, 'EUR');
  expect([yen.total, yen.currency, yen.mixed]).toEqual(['1234', 'JPY', false]);
  expect(cube([{ kind: 'a', currency: 'JPY', sum_amount: '1' }, { kind: 'a', currency: 'EUR', sum_amount: '1' }], kind, undefined, amount, 'EUR').mixed).toBe(true);
});

test('a cell leads to its records', () => {
  expect(conditionsOf(month, '2026-12')).toEqual(['on:ge:2026-12-01', 'on:lt:2027-01-01']);
  expect(conditionsOf(kind, null)).toEqual(['kind:empty']);
});
