// What may become of years and periods.
import { expect, test } from 'vitest';

import { changes, closable, dayAfter, nextToClose, type Period, type Year } from './years';

const year = (code: string, state: Year['state'] = 'open'): Year => ({ id: code, version: 1, code, starts_on: `${code}-01-01`, ends_on: `${code}-12-31`, state });
const period = (code: string, state: Period['state'] = 'open'): Period => ({
  id: code, version: 1, code, fiscal_year: code.slice(0, 4), starts_on: `${code}-01`, ends_on: `${code}-28`, state,
});

test.each([
  ['open', 'open', ['close']],
  ['closed', 'open', ['reopen', 'seal']],
  ['sealed', 'open', []],
  ['closed', 'closed', []],
] as const)('a period that is %s in a year that is %s', (state, of, wanted) => expect(changes(period('2026-01', state), year('2026', of))).toEqual(wanted));

test('the earliest open period that is over comes next, in a year that is open', () => {
  const periods = [period('2026-02'), period('2026-01', 'closed'), period('2026-11'), period('2025-12')];
  expect(nextToClose(periods, [year('2025', 'closed'), year('2026')], '2026-11-15')?.code).toBe('2026-02');
  expect(nextToClose([period('2026-11')], [year('2026')], '2026-11-15')).toBeUndefined();
});

test('years close in their order', () => {
  const years = [year('2024', 'closed'), year('2025'), year('2026')];
  expect(years.map((one) => closable(one, years))).toEqual([false, true, false]);
});

test.each([[[year('2025'), year('2026')], '2027-01-01'], [[], null]])('the next year begins after the last', (years, wanted) => expect(dayAfter(years)).toBe(wanted));
