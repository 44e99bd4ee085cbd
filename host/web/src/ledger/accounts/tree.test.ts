// Charts become trees and are searched.
import { expect, test } from 'vitest';

import type { Account } from '../chart';
import { grow, shown } from './tree';

const account = (code: string, name: string, parent: string | null, more: Partial<Account> = {}): Account => ({
  id: code, version: 1, code, name, kind: 'asset', role: null, parent, is_group: false, currency: null, reconcilable: false, closed: false, ...more,
});
const chart = [
  account('1000', 'Bank', '10'), account('1', 'Assets', null), account('10', 'Cash and bank', '1'), account('1010', 'Café till', '10', { closed: true }),
  account('2', 'Liabilities', null), account('99', 'Orphan', 'gone'),
];
const codes = (folded: string[], search = '', closed = false) => shown(grow(chart), new Set(folded), search, closed).map((one) => `${one.level}:${one.account.code}`);

test.each([
  ['all', [], '', false, ['0:1', '1:10', '2:1000', '0:2', '0:99']],
  ['with closed ones', [], '', true, ['0:1', '1:10', '2:1000', '2:1010', '0:2', '0:99']],
  ['folded', ['10'], '', false, ['0:1', '1:10', '0:2', '0:99']],
  ['a name, in a folded heading', ['1', '10'], 'bank', false, ['0:1', '1:10', '2:1000']],
  ['a code and all below it', [], '10', true, ['0:1', '1:10', '2:1000', '2:1010']],
  ['accents do not matter', [], 'cafe', true, ['0:1', '1:10', '2:1010']],
  ['nothing', [], 'zzz', false, []],
])('%s', (_, folded, search, closed, wanted) => expect(codes(folded, search, closed)).toEqual(wanted));
