// Drafts: kept for each reader and record, gone when old or empty, never the cause of a failure.
import { expect, test } from 'vitest';

import { draftKey, dropDraft, readDraft, type Store, sweepDrafts, writeDraft } from './draft';

function store(full = false): Store {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (full) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key) => void kept.delete(key),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
  };
}

const draft = { at: '2026-03-01T10:00:00Z', was: { name: 'Ana' }, etag: '"3"', changes: { name: 'Anna' } };

test('a draft comes back to the same reader at the same record', () => {
  const all = store();
  writeDraft(all, draftKey('ivan', 'contact', '1'), draft);
  expect(readDraft(all, draftKey('ivan', 'contact', '1'))).toEqual(draft);
  for (const other of [draftKey('ana', 'contact', '1'), draftKey('ivan', 'contact', '2'), draftKey('ivan', 'item', '1'), draftKey('ivan', 'contact', undefined)]) {
    expect(readDraft(all, other)).toBeNull();
  }
});

test('without changes there is no draft', () => {
  const all = store();
  const key = draftKey('ivan', 'contact', '1');
  writeDraft(all, key, draft);
  writeDraft(all, key, { ...draft, changes: {} });
  expect(all.length).toBe(0);
  writeDraft(all, key, draft);
  dropDraft(all, key);
  expect(readDraft(all, key)).toBeNull();
});

test('a full store and a broken draft hurt nobody', () => {
  expect(() => writeDraft(store(true), 'k', draft)).not.toThrow();
  const all = store();
  all.setItem('k', '{half');
  expect(readDraft(all, 'k')).toBeNull();
});

test('old drafts go, others stay', () => {
  const all = store();
  writeDraft(all, draftKey('ivan', 'contact', 'old'), draft);
  writeDraft(all, draftKey('ivan', 'contact', 'young'), { ...draft, at: '2026-04-10T00:00:00Z' });
  all.setItem('something else', '{}');
  sweepDrafts(all, new Date('2026-04-15T00:00:00Z'));
  expect(readDraft(all, draftKey('ivan', 'contact', 'old'))).toBeNull();
  expect(readDraft(all, draftKey('ivan', 'contact', 'young'))).not.toBeNull();
  expect(all.getItem('something else')).toBe('{}');
});
