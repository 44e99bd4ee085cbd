// What was counted so far, and what a scan does to it. Knows codes and quantities; asks nobody, so that no scan waits.
import Decimal from 'decimal.js';

/** What a code stands for. */
export interface Target {
  item: string;
  lot: string | null;
  code: string;
  name: string;
  lotCode: string | null;
  /** Whether its lot must be said. */
  tracked: boolean;
  serial: boolean;
}

export interface Tally {
  /** Quantities by item and lot. */
  counted: Record<string, string>;
  /** Codes that mean nothing here, and how often they came. */
  unknown: Record<string, number>;
  /** What was scanned last. */
  last: string | null;
  /** An item whose lot is waited for. */
  awaiting: string | null;
}

export type Told =
  | { kind: 'counted'; target: Target; quantity: string; added: string }
  | { kind: 'lot-wanted'; target: Target }
  | { kind: 'serial-again'; target: Target }
  | { kind: 'choose'; targets: Target[]; code: string }
  | { kind: 'unknown'; code: string }
  | { kind: 'no-last' };

export const nothing: Tally = { counted: {}, unknown: {}, last: null, awaiting: null };

export const keyOf = (item: string, lot: string | null | undefined) => `${item} ${lot ?? ''}`;
export const partsOf = (key: string): [string, string | null] => {
  const [item = '', lot = ''] = key.split(' ');
  return [item, lot || null];
};

export const plain = (code: string) => code.trim().toUpperCase();

/** Codes by what they say, in capitals: an item's code and barcode, a lot's code. */
export function codebook(targets: (Target & { barcode?: string | null })[]): Map<string, Target[]> {
  const found = new Map<string, Target[]>();
  const note = (code: string | null | undefined, target: Target) => {
    if (!code) return;
    const here = found.get(plain(code)) ?? [];
    if (!here.some((one) => keyOf(one.item, one.lot) === keyOf(target.item, target.lot))) found.set(plain(code), [...here, target]);
  };
  for (const { barcode, ...target } of targets) {
    note(target.lot ? target.lotCode : target.code, target);
    if (!target.lot) note(barcode, target);
  }
  return found;
}

/** A quantity that is typed instead of a code (`=12`), or before one (`12*CODE`). */
const sets = /^=\s*(\d+(?:[.,]\d+)?)$/;
const many = /^(\d+(?:[.,]\d+)?)\s*[*xX×]\s*(.+)$/;
const figure = (text: string) => text.replace(',', '.');

/** Counts what a code stands for: one more, or as many as said. */
export function count(tally: Tally, target: Target, quantity: string): [Tally, Told] {
  if (target.tracked && !target.lot) {
    return [{ ...tally, awaiting: target.item, last: null }, { kind: 'lot-wanted', target }];
  }
  const key = keyOf(target.item, target.lot);
  const before = tally.counted[key] ?? '0';
  if (target.serial && new Decimal(before).gte(1)) return [{ ...tally, last: key, awaiting: null }, { kind: 'serial-again', target }];
  const after = new Decimal(before).plus(quantity).toFixed();
  return [
    { ...tally, counted: { ...tally.counted, [key]: after }, last: key, awaiting: null },
    { kind: 'counted', target, quantity: after, added: quantity },
  ];
}

export function scan(tally: Tally, text: string, codes: Map<string, Target[]>): [Tally, Told] {
  const set = sets.exec(text.trim());
  if (set) {
    if (!tally.last) return [tally, { kind: 'no-last' }];
    const [item, lot] = partsOf(tally.last);
    const target = [...codes.values()].flat().find((one) => one.item === item && one.lot === lot);
    const quantity = new Decimal(figure(set[1]!)).toFixed();
    if (!target) return [tally, { kind: 'no-last' }];
    return [{ ...tally, counted: { ...tally.counted, [tally.last]: quantity } }, { kind: 'counted', target, quantity, added: '' }];
  }
  // A code may hold a star itself: whole codes come first.
  const times = codes.has(plain(text)) ? null : many.exec(text.trim());
  const code = times ? times[2]! : text;
  const quantity = times ? new Decimal(figure(times[1]!)).toFixed() : '1';
  let targets = codes.get(plain(code)) ?? [];
  // Where a lot is waited for, only lots of that item are meant.
  if (tally.awaiting && targets.length > 1) {
    const own = targets.filter((one) => one.item === tally.awaiting && one.lot);
    if (own.length > 0) targets = own;
  }
  if (targets.length === 0) {
    const shown = code.trim();
    return [{ ...tally, unknown: { ...tally.unknown, [shown]: (tally.unknown[shown] ?? 0) + 1 } }, { kind: 'unknown', code: shown }];
  }
  if (targets.length > 1) return [tally, { kind: 'choose', targets, code: code.trim() }];
  return count(tally, targets[0]!, quantity);
}

export interface Line {
  item: string;
  lot: string | null;
  expected: string;
  /** Nothing: nobody counted it. */
  counted: string | null;
  difference: string | null;
}

/** What the books expect beside what was counted; with `absent`, what nobody scanned is not there. */
export function linesOf(expected: { item: string; lot: string | null; expected: string }[], tally: Tally, absent = false): Line[] {
  const keys = new Map(expected.map((one) => [keyOf(one.item, one.lot), one.expected]));
  for (const key of Object.keys(tally.counted)) if (!keys.has(key)) keys.set(key, '0');
  return [...keys].map(([key, wanted]) => {
    const [item, lot] = partsOf(key);
    const counted = tally.counted[key] ?? (absent ? '0' : null);
    return { item, lot, expected: wanted, counted, difference: counted === null ? null : new Decimal(counted).minus(wanted).toFixed() };
  });
}
