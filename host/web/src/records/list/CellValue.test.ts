// Figures of a list lose no digit that says something.
import { expect, test } from 'vitest';

import { short } from './CellValue';

test.each([['22.000000', 6, '22.00'], ['21.350000', 6, '21.35'], ['0.000125', 6, '0.000125'], ['5.0', 1, '5.0'], ['7', 0, '7'], ['7.0', 0, '7']])(
  '%s of scale %i is %s', (value, scale, shown) => expect(short(value, scale)).toBe(shown),
);
