// Scans, one after the other, and what they leave.
import { expect, test } from 'vitest';

import { codebook, keyOf, linesOf, nothing, scan, type Tally } from './tally';

const item = (id: string, more: object = {}) => ({ item: id, lot: null, code: id.toUpperCase(), name: id, lotCode: null, tracked: false, serial: false, ...more });
const codes = codebook([
  item('tea', { barcode: '3800123' }),
  item('milk', { tracked: true }),
  item('milk', { lot: 'l1', lotCode: 'L-1', tracked: true }),
  item('saw', { tracked: true, serial: true, lot: 's1', lotCode: 'S-1' }),
  item('cheese', { tracked: true, lot: 'l9', lotCode: 'L-1' }),
  item('2*4', {}),
]);

const after = (...scans: string[]): [Tally, string[]] => {
  const told: string[] = [];
  let tally = nothing;
  for (const text of scans) {
    const [next, one] = scan(tally, text, codes);
    tally = next;
    told.push(one.kind);
  }
  return [tally, told];
};

test.each<[string[], Record<string, string>, string]>([
  [['TEA', 'tea ', '3800123'], { 'tea ': '3' }, 'counted'],
  [['12*TEA', 'TEA'], { 'tea ': '13' }, 'counted'],
  [['TEA', '=0,5'], { 'tea ': '0.5' }, 'counted'],
  [['=5'], {}, 'no-last'],
  [['MILK'], {}, 'lot-wanted'],
  [['MILK', 'L-1'], { 'milk l1': '1' }, 'counted'],
  [['L-1'], {}, 'choose'],
  [['S-1', 'S-1'], { 'saw s1': '1' }, 'serial-again'],
  [['2*4'], { '2*4 ': '1' }, 'counted'],
])('%j', (scans, counted, last) => {
  const [tally, told] = after(...scans);
  expect(tally.counted).toEqual(counted);
  expect(told.at(-1)).toBe(last);
});

test('unknown codes are kept with how often they came', () => {
  expect(after('ZZ', '3*ZZ', 'TEA')[0]).toMatchObject({ unknown: { ZZ: 2 }, counted: { 'tea ': '1' } });
});

test('differences are against what the books expect; what nobody scanned is left, or said to be absent', () => {
  const expected = [{ item: 'tea', lot: null, expected: '2' }, { item: 'milk', lot: 'l1', expected: '4.5' }];
  const tally = { ...nothing, counted: { [keyOf('tea', null)]: '3', [keyOf('saw', 's1')]: '1' } };
  expect(linesOf(expected, tally).map((one) => one.difference)).toEqual(['1', null, '1']);
  expect(linesOf(expected, tally, true).map((one) => one.difference)).toEqual(['1', '-4.5', '1']);
});
