// Guesses are right where they can be, and empty where they cannot.
import { expect, test } from 'vitest';

import { codeOf, regionOf, yearsHolding } from './guess';

test.each([
  [['en-GB', 'en'], 'GB'],
  [['bg'], 'BG'],
  [['en', 'bg'], 'BG'],
  [['en', 'de-AT'], 'AT'],
  [['en'], ''],
  [['not a tag'], ''],
])('%j is %s', (tags, region) => expect(regionOf(tags)).toBe(region));

test.each([
  ['Boat House', 'BOATHOUSE'],
  ['Лодки Щастие ООД', 'LODKISHTAS'],
  ['Café Zürich', 'CAFEZURICH'],
])('%s is %s', (name, code) => expect(codeOf(name)).toBe(code));

test('a year for each month holds today', () => {
  const years = yearsHolding(new Date(2026, 10, 24));
  expect(years[0]).toBe('2026-01-01');
  expect(years[10]).toBe('2026-11-01');
  expect(years[11]).toBe('2025-12-01');
});
