// What a view document is (wit/README.md, "View documents"), as the host sends it: checked, with its messages in the reader's language.
export type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'bad';

export type Cell =
  | null | string
  | { number: string } | { money: string; currency: string } | { percent: string }
  | { day: string } | { instant: string } | { yes: boolean }
  | { record: string; id: string; text?: string }
  | { badge: string; tone?: Tone };

export interface Condition {
  field: string;
  operator: string;
  value?: Cell;
  values?: Cell[];
}

export type Place =
  | { record: string; id: string }
  | { list: string; where?: Condition[]; sort?: string[] }
  | { page: string; query?: Record<string, string> }
  | { url: string };

export interface Target {
  record: string;
  id: string;
}

export interface Part {
  label: string;
  children: Node[];
}

/** A node: `node` says which; whoever draws it knows its members. */
export interface Node {
  node: string;
  [member: string]: unknown;
}

export interface ViewDocument {
  view: number;
  title?: string;
  body: Node[];
}

/** A cell as an action takes it. */
export function plain(cell: Cell): unknown {
  if (cell === null || typeof cell === 'string') return cell;
  if ('number' in cell) return cell.number;
  if ('money' in cell) return cell.money;
  if ('percent' in cell) return cell.percent;
  if ('day' in cell) return cell.day;
  if ('instant' in cell) return cell.instant;
  if ('yes' in cell) return cell.yes;
  if ('record' in cell) return cell.id;
  return cell.badge;
}

/** What a document gives an action already, in the kinds that the action takes. */
export function given(input: Record<string, Cell> | undefined, kinds: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input ?? {}).map(([name, cell]) => {
    const value = plain(cell);
    if (typeof value !== 'string') return [name, value];
    if (kinds[name] === 'integer') return [name, Number(value)];
    if (kinds[name] === 'bool') return [name, value === 'true'];
    if (kinds[name] === 'json') return [name, parsed(value)];
    return [name, value];
  }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const words: Record<string, string> = {
  equal: 'eq', 'not-equal': 'ne', less: 'lt', 'at-most': 'le', greater: 'gt', 'at-least': 'ge', 'one-of': 'in', contains: 'contains',
  starts: 'starts', empty: 'empty', present: 'present',
};

/** Conditions of a document as lists take them: `state:in:new|open`. */
export function filters(where: Condition[] | undefined): string[] {
  return (where ?? []).map((one) => {
    const values = (one.values ?? (one.value === undefined || one.value === null ? [] : [one.value])).map((cell) => String(plain(cell)));
    return [one.field, words[one.operator] ?? one.operator, ...(values.length > 0 ? [values.join('|')] : [])].join(':');
  });
}

/** Record types that a document shows, so that it is drawn again when their records change. */
export function shownTypes(document: ViewDocument, known: Set<string>): Set<string> {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (value && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) {
        if (typeof inner === 'string') {
          if ((name === 'record' || name === 'list' || name === 'type') && known.has(inner)) found.add(inner);
        } else walk(inner);
      }
    }
  };
  walk(document.body);
  return found;
}
