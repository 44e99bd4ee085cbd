// Two people changed one record: what each made of it, field by field, and what is kept. Knows nothing of screens.
import type { RecordType } from '@/api/meta';

import { sameIn, entered, type Values } from './values';

export type Side = 'mine' | 'theirs';

export interface Difference {
  name: string;
  was: unknown;
  mine: unknown;
  theirs: unknown;
  /** Who changed it; `both` made different things of it. */
  by: Side | 'both';
}

/** What differs between what I have and what is kept now, both grown out of `was`. What both made the same differs in nothing. */
export function compare(type: RecordType, was: Values, mine: Values, theirs: Values): Difference[] {
  const found: Difference[] = [];
  const mayBeMine = new Set(entered(type, false));
  const names = [...type.fields.map((one) => one.name), ...type.collections.map((one) => one.name)];
  for (const name of names) {
    const field = type.fields.find((one) => one.name === name);
    const iDid = mayBeMine.has(name) && !sameIn(field, was[name], mine[name]);
    const theyDid = !sameIn(field, was[name], theirs[name]);
    if ((!iDid && !theyDid) || (iDid && sameIn(field, mine[name], theirs[name]))) continue;
    found.push({ name, was: was[name], mine: mine[name], theirs: theirs[name], by: iDid && theyDid ? 'both' : iDid ? 'mine' : 'theirs' });
  }
  return found;
}

/** The record after the merge: theirs, with what is chosen of mine. What one alone changed is taken from whoever did. */
export function merged(theirs: Values, differences: Difference[], chosen: Record<string, Side | undefined>): Values {
  const made: Values = { ...theirs };
  for (const one of differences) {
    const side = one.by === 'both' ? chosen[one.name] : chosen[one.name] ?? one.by;
    if (side === 'mine') made[one.name] = one.mine;
  }
  return made;
}

/** Whether every field that both changed was decided. */
export const decided = (differences: Difference[], chosen: Record<string, Side | undefined>): boolean =>
  differences.every((one) => one.by !== 'both' || chosen[one.name] !== undefined);
