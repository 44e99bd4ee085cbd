// Tables as text: CSV read the way the host reads it, so that rows keep their numbers, and written so that it reads the same again.

export interface TableRow {
  /** Its number in the file, as the host counts: the header is 1, empty lines do not count. */
  row: number;
  cells: string[];
}

export interface Table {
  headers: string[];
  rows: TableRow[];
}

const signs = [',', ';', '\t'] as const;

/** The sign that the header line has most of, outside quotes. */
export function delimiter(text: string): string {
  const line = text.slice(0, (text.search(/\r?\n/) + 1 || text.length + 1) - 1);
  let quoted = false;
  const counts = new Map<string, number>(signs.map((one) => [one, 0]));
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted && counts.has(sign)) counts.set(sign, counts.get(sign)! + 1);
  }
  return signs.reduce((best, one) => (counts.get(one)! > counts.get(best)! ? one : best));
}

/** All records, cell by cell. A quote opens at a cell's beginning only; lines with nothing in them are no records. */
export function records(text: string, parting = delimiter(text)): string[][] {
  const all: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let quoted = false;
  let begun = false;
  const end = () => {
    record.push(cell);
    cell = '';
    begun = false;
  };
  const line = () => {
    if (record.length > 0 || begun || cell !== '') {
      end();
      all.push(record);
      record = [];
    }
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (sign === '"' && cell === '' && !begun) {
      quoted = true;
      begun = true;
    } else if (sign === parting) end();
    else if (sign === '\n' || sign === '\r') line();
    else cell += sign;
  }
  line();
  return all;
}

/** Headers and rows of records numbered as in their file; rows of blanks are left out, short ones filled up. */
export function tableOf(numbered: { row: number; cells: string[] }[]): Table {
  const [first, ...rest] = numbered;
  const headers = (first?.cells ?? []).map((header) => header.trim().replace(/^\ufeff/, ''));
  const rows = rest
    .filter((one) => one.cells.some((cell) => cell.trim() !== ''))
    .map((one) => ({ row: one.row, cells: headers.map((_, at) => one.cells[at] ?? '') }));
  return { headers, rows };
}

export function readCsv(text: string): Table {
  return tableOf(records(text.replace(/^\ufeff+/, '')).map((cells, at) => ({ row: at + 1, cells })));
}

const quoted = (cell: string, alone: boolean) =>
  /[",;\t\r\n]/.test(cell) || cell !== cell.trim() || (alone && cell === '') ? `"${cell.replaceAll('"', '""')}"` : cell;

/** A header and rows, parted by commas. The mark at its beginning tells spreadsheets that it is UTF-8. */
export function writeCsv(headers: string[], rows: string[][]): string {
  const line = (cells: string[]) => cells.map((cell) => quoted(cell, cells.length === 1)).join(',');
  return `\ufeff${[headers, ...rows].map(line).join('\r\n')}\r\n`;
}
