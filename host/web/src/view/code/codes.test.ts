// Codes against what their standards print.
import { expect, test } from 'vitest';

import { checkDigit, code128, ean13 } from './bars';
import { formatBits, qr, remainder } from './qr';

test.each([
  // GS1 General Specifications, check digits.
  ['629104150021', '3'], ['400638133393', '1'], ['000000000000', '0'],
])('check digit of %s', (twelve, digit) => expect(checkDigit(twelve)).toBe(digit));

test('EAN-13 of 4006381333931', () => {
  expect(ean13('4006381333931')).toBe('10100011010100111010111101111010001001011001101010100001010000101000010111010010000101100110101');
  expect(ean13('400638133393')).toBe(ean13('4006381333931'));
  expect(ean13('4006381333930')).toBe(null);
  expect(ean13('12')).toBe(null);
});

test('Code 128 of letters and digits, and of digits in pairs', () => {
  expect(code128('PJJ123C')).toBe('1101001000011101110110101101110001011011100010011100110110011100101100101110010001000110111010001101100011101011');
  expect(code128('1234')).toBe('110100111001011001110010001011000100100111101100011101011');
  expect(code128('я')).toBe(null);
});

test('the correction of ISO/IEC 18004, example of version 1-M', () => {
  const data = [0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11];
  expect(remainder(data, 10)).toEqual([0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]);
});

test.each([[0, 0b101010000010010], [1, 0b101000100100101], [5, 0b100000011001110], [7, 0b100101010100000]])(
  'format bits of mask %i', (mask, bits) => expect(formatBits(mask)).toBe(bits));

test.each([['HELLO', 21], ['https://example.com/items/0123456789', 29], ['a long text '.repeat(25), 69]])('the code of %s is %i modules wide', (text, size) => {
  const rows = qr(text)!;
  expect(rows.length).toBe(size);
  // The three finders.
  for (const [x, y] of [[0, 0], [size - 7, 0], [0, size - 7]] as const) expect(rows[y]!.slice(x, x + 7).every(Boolean)).toBe(true);
});
