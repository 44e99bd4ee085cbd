// What the values of a report's columns are, and what can be added up.
import { expect, test } from 'vitest';

import type { RecordType } from '@/api/meta';

import { columnsOf, type Computed, totalsOf } from './report';

const one = '019aaaaa-0000-7000-8000-000000000001';
const report: Computed = {
  columns: ['contact', 'other', 'amount', 'count', 'share', 'code', 'on', 'done'].map((name) => ({ name, label: name })),
  rows: [
    { contact: one, other: one, amount: { amount: '0.10', currency: 'EUR' }, count: 2, share: '12.5', code: '000123', on: '2026-01-31', done: true },
    { contact: one, other: null, amount: { amount: '0.20', currency: 'EUR' }, count: 3, share: '7', code: '12', on: '2026-02-01', done: false },
    { contact: one, amount: { amount: '5', currency: 'USD' }, count: null, share: null, code: '7', on: null, done: true },
  ],
};
const columns = columnsOf(report, 'sales', [{ name: 'contact' } as RecordType]);

test('kinds', () => expect(columns.map((column) => column.kind)).toEqual(['record', 'hidden', 'money', 'integer', 'decimal', 'text', 'day', 'bool']));

test('sums are exact and by currency', () => {
  expect(totalsOf(report, columns[2]!)).toEqual([{ amount: '0.3', currency: 'EUR' }, { amount: '5', currency: 'USD' }]);
  expect(totalsOf(report, columns[3]!)).toEqual([5]);
  expect(totalsOf(report, columns[4]!)).toEqual([]);
});
