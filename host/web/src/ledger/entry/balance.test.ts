// Sides, differences and taxes of entries in the making.
import Decimal from 'decimal.js';
import { describe, expect, test } from 'vitest';

import { balancing, converted, isEmpty, type Line, oneSide, signed, sums, type TaxCode, taxesOf } from './balance';

const line = (debit: string | null, credit: string | null, more: Partial<Line> = {}): Line => ({ account: 'a', debit, credit, ...more });

test.each([
  ['debit clears credit', line('5', '3'), 'debit', '5', null],
  ['credit clears debit', line('5', '3'), 'credit', null, '3'],
  ['below zero changes sides', line('-5.50', null), 'debit', null, '5.50'],
  ['below zero, the other way', line('7', '-0.10'), 'credit', '0.10', null],
  ['emptied leaves the other side', line(null, '3'), 'debit', null, '3'],
  ['another column changes nothing', line('5', '3'), 'description', '5', '3'],
])('one side: %s', (_, typed, changed, debit, credit) => expect(oneSide(typed, changed)).toMatchObject({ debit, credit }));

describe('sums', () => {
  test.each([
    ['nothing', [], '0', '0', '0'],
    ['what binary fractions cannot hold', [line('0.1', null), line('0.2', null), line(null, '0.3')], '0.3', '0.3', '0'],
    ['what a double cannot hold', [line('90071992547409.93', null), line(null, '90071992547409.92')], '90071992547409.93', '90071992547409.92', '0.01'],
    ['credit outweighs', [line('10', null), line(null, '12.5')], '10', '12.5', '-2.5'],
    ['half-typed figures count nothing', [line('1,', null), line('-', null)], '0', '0', '0'],
  ])('%s', (_, lines, debit, credit, difference) => {
    const found = sums(lines);
    expect([found.debit, found.credit, found.difference].map(String)).toEqual([debit, credit, difference]);
  });
  test('taxes count on the side of their sign', () => {
    const found = sums([line('120', null), line(null, '100')], [{ amount: '-20.00' }]);
    expect(found.difference.isZero()).toBe(true);
  });
});

test.each([
  ['an empty line takes the rest', line(null, null), '12.5', null, '12.50'],
  ['credits outweigh', line(null, null), '-3', '3.00', null],
  ['what the line holds already counts', line('100', null), '-20', '120.00', null],
  ['a line on the wrong side changes it', line('10', null), '30', null, '20.00'],
  ['nothing is missing but this line', line('10', null), '10', null, null],
])('balancing: %s', (_, held, difference, debit, credit) =>
  expect(balancing(held, new Decimal(difference), 2)).toEqual({ debit, credit }));

const code = (id: string, rate: string, kind: TaxCode['kind'] = 'sale'): TaxCode => ({ id, code: id, name: id, kind, rate, account: `account of ${id}` });
const codes = new Map([code('S20', '20'), code('S9', '9'), code('P20', '20', 'purchase'), code('S0', '0')].map((one) => [one.id, one]));

test.each([
  ['one line', [line(null, '33.33', { tax: 'S20' })], 'line', 2, [['S20', '-6.67', '-33.33']]],
  ['half goes away from zero', [line(null, '0.125', { tax: 'S20' })], 'line', 2, [['S20', '-0.03', '-0.13']]],
  ['by line: 3 × 0.01 → 3 × 0.00', [1, 2, 3].map(() => line(null, '0.02', { tax: 'S20' })), 'line', 2, []],
  ['by document: 0.012 → 0.01', [1, 2, 3].map(() => line(null, '0.02', { tax: 'S20' })), 'document', 2, [['S20', '-0.01', '-0.06']]],
  ['several codes keep their order', [line(null, '10', { tax: 'S9' }), line('50', null, { tax: 'P20' }), line(null, '10', { tax: 'S9' })], 'line', 2,
    [['S9', '-1.80', '-20.00'], ['P20', '10.00', '50.00']]],
  ['a return against a sale', [line(null, '100', { tax: 'S20' }), line('40', null, { tax: 'S20' })], 'line', 2, [['S20', '-12.00', '-60.00']]],
  ['no rate, no tax line', [line(null, '100', { tax: 'S0' })], 'line', 2, []],
  ['yen have no parts', [line(null, '333', { tax: 'S20' })], 'line', 0, [['S20', '-67', '-333']]],
] as [string, Line[], 'line' | 'document', number, string[][]][])('tax: %s', (_, lines, rounding, digits, wanted) =>
  expect(taxesOf(lines, codes, rounding, digits).map((one) => [one.code, one.amount, one.base])).toEqual(wanted));

test.each([
  ['100', '1.20', '83.33'],
  ['-100', '1.20', '-83.33'],
  ['1', '0', null],
  ['1', '', null],
])('%s at %s is %s', (amount, rate, wanted) => expect(converted(new Decimal(amount), rate, 2)?.toFixed(2) ?? null).toBe(wanted));

test('a line that says nothing is empty', () => {
  expect(isEmpty({ account: null, debit: null, credit: null })).toBe(true);
  expect(isEmpty({ account: null, debit: '1', credit: null })).toBe(false);
  expect(signed(line(null, '2')).toString()).toBe('-2');
});
