// Figures keep every digit and take what people type.
import { expect, test } from 'vitest';

import { decimal, money, quantity, typed } from './format';

test.each([
  ['en', '1234567.50', '1,234,567.50'],
  ['en', '12345678901234567890.123456', '12,345,678,901,234,567,890.123456'],
  ['en', '-0.10', '-0.10'],
  ['bg', '1234567.50', '1 234 567,50'],
])('decimal %s %s', (language, value, shown) => expect(decimal(language, value)).toBe(shown.replaceAll(' ', '\u00a0')));

test.each([
  ['en', '3.000000', '3'],
  ['en', '1200.500', '1,200.5'],
  ['en', '100', '100'],
  ['bg', '0.250', '0,25'],
])('quantity %s %s', (language, value, shown) => expect(quantity(language, value)).toBe(shown));

test.each([
  ['en', '5', 'JPY', '5 JPY'],
  ['en', '5', 'EUR', '5.00 EUR'],
  ['bg', '1234.5', 'EUR', '1234,50 EUR'],
  ['en', '5', null, '5.00'],
])('money %s %s %s', (language, value, currency, shown) => expect(money(language, value, currency)).toBe(shown));

test.each([
  ['en', '1,234.50', '1234.50'],
  ['bg', '1 234,50', '1234.50'],
  ['bg', '12,5', '12.5'],
  ['en', '', ''],
  ['en', '12x', null],
  ['en', '-.5', '-0.5'],
])('typed %s %s', (language, text, value) => expect(typed(language, text)).toBe(value));
