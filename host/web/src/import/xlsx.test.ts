// Workbooks as spreadsheets write them: a ZIP archive of XML, packed or not.
import { deflateRawSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { readXlsx } from './xlsx';

/** A ZIP archive; sums are left out, since they are not looked at. */
function zip(files: Record<string, string>, packed: boolean): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const bytes = packed ? deflateRawSync(Buffer.from(text)) : Buffer.from(text);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(packed ? 8 : 0, 8);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(packed ? 8 : 0, 10);
    entry.writeUInt32LE(bytes.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    parts.push(head, Buffer.from(name), bytes);
    directory.push(entry, Buffer.from(name));
    at += 30 + name.length + bytes.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}

const book = {
  'xl/workbook.xml': '<workbook><sheets><sheet name="Clients" sheetId="1" r:id="rId7"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId7" Target="worksheets/clients.xml"/></Relationships>',
  'xl/sharedStrings.xml': '<sst><si><t>name</t></si><si><t>born</t></si><si><r><t>Chop</t></r><r><t xml:space="preserve"> &amp; Suey</t></r></si></sst>',
  'xl/styles.xml': '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd.mm.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="22"/></cellXfs></styleSheet>',
  'xl/worksheets/clients.xml': `<worksheet><sheetData>
    <row r="1"><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>owes</t></is></c><c r="E1" t="inlineStr"><is><t>ok</t></is></c></row>
    <row r="2"><c r="B2" t="s"><v>2</v></c><c r="C2" s="1"><v>46053</v></c><c r="D2"><v>12.50</v></c><c r="E2" t="b"><v>1</v></c></row>
    <row r="3"><c r="B3" s="1"/></row>
    <row r="5"><c r="B5" t="str"><v>Ана</v></c><c r="C5" s="2"><v>46053.75</v></c></row>
  </sheetData></worksheet>`,
};

test.each([true, false])('a workbook, packed: %s', async (packed) => {
  expect(await readXlsx(zip(book, packed))).toEqual({
    headers: ['name', 'born', 'owes', 'ok'],
    rows: [
      { row: 2, cells: ['Chop & Suey', '2026-01-31', '12.5', 'true'] },
      { row: 5, cells: ['Ана', '2026-01-31T18:00:00Z', '', ''] },
    ],
  });
});

test('what is no archive is refused', () => expect(readXlsx(new Uint8Array(40))).rejects.toThrow('not a ZIP archive'));
