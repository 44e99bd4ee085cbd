// What was entered and not saved, kept in this browser for each record and reader. Knows nothing of screens.
import type { Values } from './values';

export interface Draft {
  /** When it was written. */
  at: string;
  /** The record as it was when entering began; of a new record, what it began with. */
  was: Values;
  etag: string | null;
  /** What was changed, by name. */
  changes: Values;
}

/** The part of `Storage` that drafts need. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'keel-draft';
/** Older ones are thrown away: nobody remembers what they were. */
const KEPT_DAYS = 30;

export const draftKey = (user: string, type: string, id: string | undefined): string => `${PREFIX} ${user} ${type} ${id ?? 'new'}`;

export function readDraft(store: Store, key: string): Draft | null {
  try {
    const found = JSON.parse(store.getItem(key) ?? 'null') as Draft | null;
    if (!found || typeof found.at !== 'string' || typeof found.changes !== 'object' || typeof found.was !== 'object') return null;
    return Object.keys(found.changes).length > 0 ? found : null;
  } catch {
    return null;
  }
}

/** Keeps a draft; one without changes is none. A full store loses the draft and nothing else. */
export function writeDraft(store: Store, key: string, draft: Draft): void {
  try {
    if (Object.keys(draft.changes).length === 0) store.removeItem(key);
    else store.setItem(key, JSON.stringify(draft));
  } catch {
    // No room, or storage is closed to this page: entering goes on without a draft.
  }
}

export function dropDraft(store: Store, key: string): void {
  try {
    store.removeItem(key);
  } catch {
    // Storage is closed to this page.
  }
}

/** Throws old drafts away. */
export function sweepDrafts(store: Store, now: Date): void {
  try {
    const keys = Array.from({ length: store.length }, (_, index) => store.key(index) ?? '').filter((key) => key.startsWith(`${PREFIX} `));
    for (const key of keys) {
      const draft = readDraft(store, key);
      if (!draft || now.getTime() - new Date(draft.at).getTime() > KEPT_DAYS * 86_400_000) store.removeItem(key);
    }
  } catch {
    // Storage is closed to this page.
  }
}
