// Files as people have them, and what becomes of them when cells are mended.
import { expect, test } from 'vitest';

import { readCsv } from './csv';
import { heldAgainst, mended, pasted, refusedRows, rewritten, textOf } from './source';

const bytes = (...numbers: number[]) => new Uint8Array(numbers);

test.each([
  ['UTF-8', new TextEncoder().encode('име'), 'en', 'име'],
  ['UTF-16 by its mark', bytes(0xff, 0xfe, 0x38, 0x04), 'en', 'и'],
  ['Cyrillic of one byte', bytes(0xe8, 0xec, 0xe5), 'bg', 'име'],
  ['Latin of one byte', bytes(0x63, 0x61, 0x66, 0xe9), 'en', 'café'],
])('%s', (_, file, language, text) => expect(textOf(file, language)).toBe(text));

const source = pasted('a.csv', 'code;name\nA;One\n\nB;Two\n');

test('a mended cell is written, and rows are counted anew', () => {
  const after = rewritten(mended(source, 1, 1, 'Two; too'));
  expect(after.format).toBe('csv');
  expect(readCsv(after.content)).toEqual(after.table);
  expect(after.table.rows.map((one) => one.row)).toEqual([2, 3]);
  expect(after.table.rows[1]!.cells).toEqual(['B', 'Two; too']);
});

test('where the host reads something else, nothing is mended here', () => {
  const read = { headers: ['code', 'name'], rows: source.table.rows, row_count: 2, columns: [], fields: [] };
  expect(heldAgainst(source, read).mendable).toBe(true);
  const other = { ...read, rows: [{ row: 2, cells: ['A', 'Uno'] }], row_count: 1 };
  expect(heldAgainst(source, other)).toMatchObject({ mendable: false, table: { rows: other.rows } });
});

test('refused rows stand alone, with the reasons', () => {
  const error = { severity: 'error', code: 'x', given: '' };
  const text = refusedRows(source, [
    { ...error, row: 3, column: 'code', message: 'Give another.' },
    { ...error, row: 3, column: '', message: 'It is too much.' },
    { ...error, row: 2, column: 'name', message: 'Kept.', severity: 'unresolved' },
  ], 'why');
  expect(readCsv(text)).toEqual({ headers: ['code', 'name', 'why'], rows: [{ row: 2, cells: ['B', 'Two', 'code: Give another. It is too much.'] }] });
});
