// A file as it was chosen: what goes to the host, and the same as cells that can be mended.
import type { Schema } from '@/api/client';

import { readCsv, type Table, writeCsv } from './csv';
import { readXlsx } from './xlsx';

export type Preview = Schema<'ImportPreview'>;
export type Report = Schema<'ImportReport'>;
export type Finding = Schema<'ImportFinding'>;

export interface Source {
  name: string;
  format: 'csv' | 'xlsx';
  /** What the host takes: text, or a workbook in base64. */
  content: string;
  table: Table;
  /** Whether cells can be mended here: the host reads the same in the file. */
  mendable: boolean;
}

/** Text of a file: UTF-8 or UTF-16 by its mark; else the one-byte alphabet that is usual where the reader's language is. */
export function textOf(bytes: Uint8Array, language: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(language === 'bg' ? 'windows-1251' : 'windows-1252').decode(bytes);
  }
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

const nothing: Table = { headers: [], rows: [] };

export async function sourceOf(file: File, language: string): Promise<Source> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const zipped = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!zipped) return pasted(file.name, textOf(bytes, language));
  // Workbooks that are not understood here are left to the host, which says why.
  const table = await readXlsx(bytes).catch(() => nothing);
  return { name: file.name, format: 'xlsx', content: base64(bytes), table, mendable: true };
}

export function pasted(name: string, text: string): Source {
  return { name, format: 'csv', content: text, table: readCsv(text), mendable: true };
}

/** The source held against what the host reads in it: where they differ, the host's rows are shown, and nothing is mended here. */
export function heldAgainst(source: Source, read: Preview): Source {
  const { headers, rows } = source.table;
  const same =
    headers.join('\n') === read.headers.join('\n') && rows.length === read.row_count &&
    read.rows.every((one, at) => one.row === rows[at]!.row && one.cells.join('\n') === rows[at]!.cells.join('\n'));
  return same ? source : { ...source, mendable: false, table: { headers: read.headers, rows: read.rows } };
}

/** The source with a cell mended. Rows are numbered anew, as they stand in the text that is made of them. */
export function mended(source: Source, index: number, column: number, text: string): Source {
  const rows = source.table.rows.map((one, at) => ({
    row: at + 2,
    cells: at === index ? one.cells.map((cell, place) => (place === column ? text : cell)) : one.cells,
  }));
  return { ...source, table: { headers: source.table.headers, rows } };
}

/** What the host takes of a mended source: the table, written anew. */
export function rewritten(source: Source): Source {
  return { ...source, format: 'csv', content: writeCsv(source.table.headers, source.table.rows.map((one) => one.cells)) };
}

/** A file of the refused rows alone, with a column that says why; read again, that column goes nowhere. */
export function refusedRows(source: Source, findings: Finding[], column: string): string {
  const why = new Map<number, string[]>();
  for (const one of findings.filter((found) => found.severity === 'error')) {
    why.set(one.row, [...(why.get(one.row) ?? []), one.column ? `${one.column}: ${one.message}` : one.message]);
  }
  const rows = source.table.rows.filter((one) => why.has(one.row)).map((one) => [...one.cells, why.get(one.row)!.join(' ')]);
  return writeCsv([...source.table.headers, column], rows);
}

/** Gives the reader a file to keep. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
