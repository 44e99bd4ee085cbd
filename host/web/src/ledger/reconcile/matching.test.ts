// What settles what, and what is left.
import { describe, expect, test } from 'vitest';

import { chosen, type OpenItem, suggestions } from './matching';

let count = 0;
const item = (residual: string, more: Partial<OpenItem> = {}): OpenItem => ({
  entry: `e${(count += 1)}`, line: 1, number: `GEN/2026/${String(count).padStart(5, '0')}`, account: 'a', contact: 'c', entry_on: '2026-01-01', due_on: null,
  description: null, currency: 'EUR', amount: residual, residual, company_residual: residual, ...more,
});

test.each([
  ['nothing', [], '0', false],
  ['one side only', [item('5'), item('7')], '12', false],
  ['both sides', [item('0.30'), item('-0.10'), item('-0.20')], '0', true],
  ['something is left', [item('100'), item('-60')], '40', true],
  ['two accounts', [item('1'), item('-1', { account: 'b' })], '0', false],
  ['two currencies', [item('1'), item('-1', { currency: 'USD' })], '0', false],
])('%s', (_, items, difference, fits) => {
  const found = chosen(items);
  expect([found.difference.toString(), found.fits]).toEqual([difference, fits]);
});

describe('suggestions', () => {
  const invoice = item('120.00', { number: 'INV/2026/00007', due_on: '2026-02-01' });
  const later = item('120.00', { number: 'INV/2026/00009', due_on: '2026-03-01' });
  const told = (items: OpenItem[]) => suggestions(items).map((one) => [one.reason, ...one.items.map((held) => held.residual + (held.due_on ?? ''))]);
  test.each([
    ['a text that names the number, whatever the amount', [invoice, item('-100.00', { description: 'Payment inv/2026/00007, thanks' })], [['reference', '120.002026-02-01', '-100.00']]],
    ['equal amounts: the oldest first', [later, invoice, item('-120.00')], [['amount', '120.002026-02-01', '-120.00']]],
    ['equal amounts of different contacts do not meet', [invoice, item('-120.00', { contact: 'd' })], []],
    ['equal amounts in different currencies do not meet', [invoice, item('-120.00', { currency: 'USD' })], []],
    ['all of a contact', [item('70'), item('30'), item('-100')], [['contact', '70', '30', '-100']]],
    ['each item once', [invoice, item('-120.00'), item('-120.00')], [['amount', '120.002026-02-01', '-120.00']]],
    ['nothing fits', [item('70'), item('-100')], []],
  ])('%s', (_, items, wanted) => expect(told(items)).toEqual(wanted));
});
