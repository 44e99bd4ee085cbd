// Drafts become requests, and refusals come back to their cells.
import { expect, test } from 'vitest';

import { Problem } from '@/api/problem';

import type { Draft } from './draft';
import { copied } from './draft';
import { mistakes, posting, refusalsOf } from './post';

const draft: Draft = {
  key: 'k', journal: 'j', entry_on: '2026-01-31', kind: 'normal', number: null, reference: 'R', narration: null, contact: null, currency: null, rate: null,
  lines: [
    { account: 'a', debit: '120', credit: null, due_on: '2026-02-28' },
    { account: null, debit: null, credit: null },
    { account: 'b', debit: null, credit: '100.00', tax: 't', 'dimension d': 'v', 'dimension e': null, description: 'Oars' },
  ],
};
const tax = [{ code: 't', account: 'c', amount: '-20.00', base: '-100.00' }];

test('empty lines stay behind, taxes follow', () => {
  const { body, rows } = posting('co', 'EUR', draft, tax);
  expect(rows).toEqual([0, 2, null]);
  expect(body).toMatchObject({ company: 'co', journal: 'j', entry_on: '2026-01-31', reference: 'R' });
  expect(body.lines).toEqual([
    { account: 'a', amount: '120', due_on: '2026-02-28' },
    { account: 'b', amount: '-100', tax: { code: 't', role: 'base' }, dimensions: ['v'], description: 'Oars' },
    { account: 'c', amount: '-20.00', tax: { code: 't', role: 'tax', base: '-100.00' } },
  ]);
});

test.each([
  ['another currency with a rate', { currency: 'USD', rate: '1.1' }, { currency: 'USD', rate: '1.1' }],
  ['another currency at the kept rate', { currency: 'USD' }, { currency: 'USD' }],
  ['the own currency is not said', { currency: 'EUR', rate: '1.1' }, {}],
])('%s', (_, given, wanted) => {
  const [line] = posting('co', 'EUR', { ...draft, ...given }, []).body.lines as Record<string, unknown>[];
  expect({ currency: line!.currency, rate: line!.rate }).toEqual({ currency: undefined, rate: undefined, ...wanted });
});

const refusal = (pointer: string) => new Problem({ status: 409, code: 'x', title: '', detail: 'No.', pointer });

test.each([
  ['/lines', { lines: 'No.' }],
  ['/lines/0/account', { cells: { '0/account': 'No.' } }],
  ['/lines/0/amount', { cells: { '0/debit': 'No.' } }],
  ['/lines/1/amount', { cells: { '2/credit': 'No.' } }],
  ['/lines/1/tax/code', { cells: { '2/tax': 'No.' } }],
  ['/lines/1/dimensions', { cells: { '2': 'No.' } }],
  ['/lines/1/rate', { head: { rate: 'No.' } }],
  ['/lines/2/account', { lines: 'No.' }],
  ['/entry_on', { head: { entry_on: 'No.' } }],
  ['/somewhere', { rest: 'No.' }],
])('%s', (pointer, wanted) =>
  expect(refusalsOf(refusal(pointer), draft, [0, 2, null])).toEqual({ cells: {}, head: {}, lines: null, rest: null, ...wanted }));

test('what is plain is said at once', () => {
  const lines = [{ account: null, debit: '1', credit: null }, { account: 'a', debit: null, credit: null }, { account: null, debit: null, credit: null }];
  expect(mistakes(lines, { account: 'A', amount: 'B' })).toEqual({ '0/account': 'A', '1/debit': 'B' });
});

test('a copy has its sides again, and its taxes are computed anew', () => {
  const copy = copied({
    id: 'e', version: 1, journal: 'j', contact: 'p', reference: null, narration: null,
    lines: [
      { account: 'a', amount: '120.00', currency: 'EUR', contact: 'p', tax_code: null, tax_role: null },
      { account: 'b', amount: '-100.00', currency: 'EUR', contact: 'q', tax_code: 't', tax_role: 'base' },
      { account: 'c', amount: '-20.00', currency: 'EUR', contact: 'p', tax_code: 't', tax_role: 'tax' },
    ],
  });
  expect(copy.lines).toMatchObject([
    { account: 'a', debit: '120.00', credit: null, contact: null },
    { account: 'b', debit: null, credit: '100.00', contact: 'q', tax: 't' },
  ]);
});
