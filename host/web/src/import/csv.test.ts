// CSV as people's programs write it, and as it is written here.
import { expect, test } from 'vitest';

import { delimiter, readCsv, writeCsv } from './csv';

test.each([
  ['commas', 'a,b\n1,"x, y"\n'],
  ['semicolons, CRLF', 'a;b\r\n1;x, y\r\n'],
  ['tabs, a mark at the beginning, an empty line', '\ufeffa\tb\n\n1\tx, y\n'],
  ['no end of the last line', 'a,b\n1,"x, y"'],
])('%s', (_, text) => expect(readCsv(text)).toMatchObject({ headers: ['a', 'b'], rows: [{ cells: ['1', 'x, y'] }] }));

test.each<[string, string, string[]]>([
  ['doubled quotes', 'a\n"say ""yes"""', ['say "yes"']],
  ['a line end within quotes', 'a\n"one\r\ntwo"', ['one\r\ntwo']],
  ['a quote inside of a cell is a sign', 'a\n3" pipe', ['3" pipe']],
  ['what follows a closing quote belongs to the cell', 'a\n"x"y', ['xy']],
  ['an empty cell in quotes is no empty line', 'a,b\n"",z', ['', 'z']],
])('%s', (_, text, cells) => expect(readCsv(text).rows[0]!.cells).toEqual(cells));

test.each([
  ['a,b;c;d', ';'],
  ['"a;b;c",d', ','],
  ['a\tb', '\t'],
  ['alone', ','],
  ['a,b\nx;y;z;u', ','],
])('parting sign of %j', (text, sign) => expect(delimiter(text)).toBe(sign));

test('rows are numbered as the host counts them', () => {
  const table = readCsv('a,b\n1,2\n\n ,\n3\n');
  expect(table.rows).toEqual([{ row: 2, cells: ['1', '2'] }, { row: 4, cells: ['3', ''] }]);
});

test('what is written reads the same', () => {
  const headers = ['code', 'name; in full', 'note'];
  const rows = [['1', 'Бреза "ООД"', 'two\nlines'], ['2', ' spaces ', ''], ['3', 'a,b;c\td', '=1+1']];
  const text = writeCsv(headers, rows);
  expect(text.startsWith('\ufeff')).toBe(true);
  expect(readCsv(text)).toEqual({ headers, rows: rows.map((cells, at) => ({ row: at + 2, cells })) });
  expect(readCsv(writeCsv(['a', 'b'], [['', 'x']])).rows[0]!.cells).toEqual(['', 'x']);
});
