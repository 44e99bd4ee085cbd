// The first sheet of an XLSX workbook as text, read here so that its cells can be mended before they are sent. What the host reads in
// its first rows is held against it (file.ts): where both differ, the host's reading counts and cells are not mended here.
import { type Table, tableOf } from './csv';

/** Files of a ZIP archive by name; they are unpacked when they are asked for. */
function unzip(bytes: Uint8Array<ArrayBuffer>): Map<string, () => Promise<string>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error('not a ZIP archive');
  const files = new Map<string, () => Promise<string>>();
  let at = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    const method = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 20, true);
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [number, number, number];
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    files.set(name, async () => {
      const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const packed = bytes.subarray(begin, begin + size);
      if (method === 0) return new TextDecoder().decode(packed);
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
      return new Response(stream).text();
    });
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const plain = (text: string) =>
  text.replace(/&(#x?[\da-f]+|\w+);/gi, (all, name: string) =>
    name.startsWith('#') ? String.fromCodePoint(Number(name.replace(/^#x/i, '0x').replace(/^#/, ''))) : named[name] ?? all);

const attribute = (tag: string, name: string) => new RegExp(`\\s(?:\\w+:)?${name}="([^"]*)"`).exec(tag)?.[1];

/** The text runs of an element; what is only read aloud (`rPh`) is left out. */
const runs = (xml: string) =>
  [...xml.replace(/<rPh[\s\S]*?<\/rPh>/g, '').matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?t>/g)].map((one) => plain(one[1]!)).join('');

/** For each style, whether its numbers are days. */
function dayStyles(styles: string): boolean[] {
  const formats = new Map([...styles.matchAll(/<numFmt\s[^>]*>/g)].map((one) => [attribute(one[0], 'numFmtId'), plain(attribute(one[0], 'formatCode') ?? '')]));
  const cells = /<cellXfs[\s\S]*?<\/cellXfs>/.exec(styles)?.[0] ?? '';
  return [...cells.matchAll(/<xf\s[^>]*>/g)].map((one) => {
    const id = attribute(one[0], 'numFmtId') ?? '0';
    const own = formats.get(id);
    if (own !== undefined) return /[ymdhs]/i.test(own.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));
    const number = Number(id);
    return (number >= 14 && number <= 22) || (number >= 45 && number <= 47);
  });
}

/** A workbook's number of a day, in ISO 8601 as the host writes it. */
function dayOf(serial: number, from1904: boolean): string {
  const seconds = Math.round((serial + (from1904 ? 1462 : 0)) * 86_400);
  const text = new Date(Date.UTC(1899, 11, 30) + seconds * 1000).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.replace('.000Z', 'Z');
}

function columnOf(reference: string): number {
  let number = 0;
  for (const sign of /^[A-Z]+/.exec(reference)?.[0] ?? 'A') number = number * 26 + sign.charCodeAt(0) - 64;
  return number - 1;
}

export async function readXlsx(bytes: Uint8Array<ArrayBuffer>): Promise<Table> {
  const files = unzip(bytes);
  const file = async (name: string) => (await files.get(name)?.()) ?? '';
  const book = await file('xl/workbook.xml');
  const first = attribute(/<(?:\w+:)?sheet\s[^>]*>/.exec(book)?.[0] ?? '', 'id');
  const links = [...(await file('xl/_rels/workbook.xml.rels')).matchAll(/<Relationship\s[^>]*>/g)].map((one) => one[0]);
  const target = attribute(links.find((one) => attribute(one, 'Id') === first) ?? '', 'Target') ?? 'worksheets/sheet1.xml';
  const sheet = await file(target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  const shared = [...(await file('xl/sharedStrings.xml')).matchAll(/<si>([\s\S]*?)<\/si>|<si\/>/g)].map((one) => runs(one[1] ?? ''));
  const days = dayStyles(await file('xl/styles.xml'));
  const from1904 = /date1904="(1|true)"/.test(book);
  const numbered: { row: number; cells: string[] }[] = [];
  let least = Number.MAX_SAFE_INTEGER;
  for (const found of sheet.matchAll(/<row(\s[^>]*)?>([\s\S]*?)<\/row>/g)) {
    const row = Number(attribute(found[1] ?? '', 'r') ?? (numbered.at(-1)?.row ?? 0) + 1);
    const cells: string[] = [];
    for (const cell of found[2]!.matchAll(/<c(\s[^>]*?)?(?:\/>|>([\s\S]*?)<\/c>)/g)) {
      const tag = cell[1] ?? '';
      const at = attribute(tag, 'r') ? columnOf(attribute(tag, 'r')!) : cells.length;
      const kind = attribute(tag, 't');
      const value = plain(/<v[^>]*>([\s\S]*?)<\/v>/.exec(cell[2] ?? '')?.[1] ?? '');
      if (!cell[2]) continue;
      least = Math.min(least, at);
      cells[at] = kind === 's' ? shared[Number(value)] ?? ''
        : kind === 'inlineStr' ? runs(cell[2])
        : kind === 'b' ? (value === '1' ? 'true' : 'false')
        : kind || value === '' ? value
        : days[Number(attribute(tag, 's') ?? 0)] ? dayOf(Number(value), from1904)
        : String(Number(value));
    }
    if (cells.length > 0) numbered.push({ row, cells });
  }
  // As the host does, the table begins at the first column that holds anything.
  return tableOf(numbered.map(({ row, cells }) => ({ row, cells: Array.from(cells, (cell) => cell ?? '').slice(least) })));
}
