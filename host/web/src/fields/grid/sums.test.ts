// Sums keep every digit.
import { expect, test } from 'vitest';

import { total, totals } from './sums';

test.each([
  [['0.10', '0.20'], '0.30'],
  [['9007199254740993.01', '0.99'], '9007199254740994.00'],
  [['12.5', null, '', 'no', '-2.25'], '10.25'],
  [[], '0'],
])('%j', (values, sum) => expect(total(values)).toBe(sum));

test('by currency', () => {
  const rows = [{ a: '1.10', c: 'EUR' }, { a: '2.00', c: 'USD' }, { a: '3.05', c: 'EUR' }, { a: null, c: 'GBP' }];
  expect(totals(rows, (row) => row.a, (row) => row.c)).toEqual([{ currency: 'EUR', sum: '4.15' }, { currency: 'USD', sum: '2.00' }]);
});
