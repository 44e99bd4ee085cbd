// What a spreadsheet puts on the clipboard, and what each cell of it means to a field. Knows nothing of screens.
import type { Field } from '@/api/meta';
import { typed } from '@/i18n/format';

/** Cells of a tab-separated text; quoted cells may hold tabs, line ends and doubled quotes, as spreadsheets write them. */
export function parseTable(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    rows.at(-1)!.push(cell);
    cell = '';
  };
  const plain = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  for (let at = 0; at < plain.length; at += 1) {
    const one = plain[at]!;
    if (quoted) {
      if (one !== '"') cell += one;
      else if (plain[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (one === '"' && cell === '') quoted = true;
    else if (one === '\t') endCell();
    else if (one === '\n') {
      endCell();
      rows.push([]);
    } else cell += one;
  }
  endCell();
  return rows;
}

/** Whether a text is more than one cell. */
export const isTable = (text: string): boolean => /[\t\n]/.test(text.replace(/\r?\n$/, ''));

/** A cell's meaning: its value, a name that the host must find first, or nothing that the field can take. */
export type Meaning = { value: unknown } | { find: string } | { wrong: 'no-number' | 'no-day' | 'no-choice' };

const yes = new Set(['1', 'true', 'yes', 'y', 'x', 'да', 'д']);
const no = new Set(['', '0', 'false', 'no', 'n', 'не', 'н']);

/** What a text means to a field, in the way of the reader's language. */
export function meaning(field: Field, text: string, language: string, today: string): Meaning {
  const given = text.trim();
  if (given === '' && field.kind !== 'bool') return { value: null };
  switch (field.kind) {
    case 'integer':
    case 'decimal':
    case 'money':
    case 'percent': {
      const figure = typed(language, given.replace(/\s*%$/, '')) ?? foreign(given);
      if (figure === null || (field.kind === 'integer' && /\.\d*[1-9]/.test(figure))) return { wrong: 'no-number' };
      return { value: field.kind === 'integer' ? Number(figure) : figure };
    }
    case 'bool': {
      const word = given.toLowerCase();
      return yes.has(word) ? { value: true } : no.has(word) ? { value: false } : { wrong: 'no-choice' };
    }
    case 'choice': {
      const word = given.toLowerCase();
      const options = field.options ?? [];
      const found =
        options.find((one) => one.value.toLowerCase() === word || one.label.toLowerCase() === word) ??
        only(options.filter((one) => one.label.toLowerCase().startsWith(word)));
      return found ? { value: found.value } : { wrong: 'no-choice' };
    }
    case 'day': {
      const day = parseDay(given, today);
      return day ? { value: day } : { wrong: 'no-day' };
    }
    case 'reference':
      return { find: given };
    default:
      return { value: field.kind === 'long-text' ? text : given };
  }
}

const only = <T>(all: T[]): T | undefined => (all.length === 1 ? all[0] : undefined);

/** A number in the plain form of programs, where the reader's own form does not fit: `1234.50`. */
function foreign(text: string): string | null {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? typed('en', text) : null;
}

/**
 * A day as people type it: `31.1.26`, `31/1`, `2026-01-31`, `31`; what is left out is taken from today. English in the
 * form of the United States cannot be told apart from all others, so the day stands before the month everywhere.
 */
export function parseDay(text: string, today: string): string | null {
  const given = text.trim().replace(/\s*г\.?$/, '');
  const parts = given.split(/[.\-/\s]+/).filter(Boolean);
  if (parts.length === 0 || parts.length > 3 || parts.some((one) => !/^\d+$/.test(one))) return null;
  const [thisYear, thisMonth] = today.split('-') as [string, string];
  const [first = '', second = thisMonth, third = thisYear] = parts;
  const [year, month, date] = first.length === 4 ? [first, second, parts[2] ?? '1'] : [third.length === 2 ? `20${third}` : third, second, first];
  const made = `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const at = new Date(`${made}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(made) ? made : null;
}
