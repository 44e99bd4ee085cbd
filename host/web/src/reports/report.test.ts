// Trees of rows fold, and what an address asks for goes to the host.
import { expect, test } from 'vitest';

import { asked, filled, follow, type Report, type Row, visible } from './report';

const row = (level: number, kind: Row['kind'] = 'line'): Row => ({ level, kind, cells: [] });
const rows = [row(0, 'group'), row(1, 'group'), row(2), row(2), row(1), row(0, 'total')];
const none = new Set<number>();

test.each([
  ['all', none, none, Infinity, [0, 1, 2, 3, 4, 5]],
  ['an inner one folded', new Set([1]), none, Infinity, [0, 1, 4, 5]],
  ['the outer one folded', new Set([0, 1]), none, Infinity, [0, 5]],
  ['one level', none, none, 1, [0, 5]],
  ['two levels', none, none, 2, [0, 1, 4, 5]],
  ['two levels, one opened', none, new Set([1]), 2, [0, 1, 2, 3, 4, 5]],
])('rows: %s', (_, folded, opened, levels, seen) => expect(visible(rows, folded, opened, levels).map((one) => one.index)).toEqual(seen));

test('only what a report takes is asked', () =>
  expect(asked('trial-balance', { to: '2026-01-31', account: '12', figure: 'debit', from: '' })).toEqual({ to: '2026-01-31' }));

test('a figure leads to the report of its lines, whatever company it names', () =>
  expect(follow({ report: 'general-ledger', parameters: { company: 'A', account: '12' }, column: 'debit', negative: false })).toEqual({
    to: '/reports/general-ledger', search: { account: '12', figure: 'debit' },
  }));

test('columns without a value are left out', () => {
  const column = (name: string) => ({ name, title: name, kind: 'text' as const });
  const report: Report = {
    name: 'x', title: 'x', company: { id: '', code: '', name: '', currency: 'EUR' }, parameters: {}, totals: [{}, {}, { value: '1' }],
    columns: ['a', 'b', 'c'].map(column), rows: [{ ...row(0), cells: [{ value: 'x' }, {}, {}] }],
  };
  expect(filled(report)).toEqual([0, 2]);
  expect(filled({ ...report, rows: [] })).toEqual([0, 1, 2]);
});
