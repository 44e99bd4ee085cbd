// The life of one record on its form: what it was, what is entered, what is wrong, saving, conflicts, and the draft.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { uuid } from '@/api/http';
import { useConnected } from '@/api/live';
import type { RecordType } from '@/api/meta';
import { isOffline, Problem } from '@/api/problem';
import { createRecord, getRecord, type KeelRecord, type Loaded, refresh, updateRecord } from '@/api/records';
import { useSentence } from '@/app/states';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { type Draft, draftKey, dropDraft, readDraft, sweepDrafts, writeDraft } from './draft';
import { compare, type Difference, merged, type Side } from './merge';
import { body, changes, checkAll, type Values } from './values';

export interface Conflict {
  differences: Difference[];
  was: Values;
  mine: Values;
  theirs: Loaded;
}

export interface RecordForm {
  type: RecordType;
  id: string | undefined;
  values: Values;
  version: number | undefined;
  dirty: boolean;
  set: (name: string, value: unknown) => void;
  /** Sentences by pointer: of the host, and of what was checked here. */
  errors: Record<string, string>;
  /** Refusals that belong to no field. */
  refusals: string[];
  saving: boolean;
  /** Nobody answered: saved as soon as the line is back. */
  waiting: boolean;
  save: () => Promise<KeelRecord | null>;
  discard: () => void;
  /** Others saved while this reader was entering. */
  news: boolean;
  /** Opens the merge with what others saved. */
  meet: () => void;
  conflict: Conflict | null;
  resolve: (chosen: Record<string, Side | undefined>) => Promise<void>;
  postpone: () => void;
  draft: Draft | null;
  restore: () => void;
  forget: () => void;
  /** Counts up when all values came anew: grids begin again. */
  epoch: number;
  /** Cells that are still looked up or not understood, by collection. */
  unsettled: (collection: string, count: number) => void;
}

export interface FormStart {
  type: RecordType;
  loaded?: Loaded;
  /** What a new record begins with. */
  initial?: Values;
  /** What is filled in on top of that, and not saved yet. */
  filled?: Values;
}

export function useRecordForm({ type, loaded, initial = {}, filled }: FormStart): RecordForm {
  const t = useT();
  const client = useQueryClient();
  const sentence = useSentence();
  const connected = useConnected();
  const { user } = useSession();
  const isNew = !loaded;
  const id = loaded?.record.id;
  const start = (loaded?.record ?? initial) as Values;
  const [was, setWas] = useState<Values>(start);
  const [values, setValues] = useState<Values>({ ...start, ...filled });
  const [etag, setEtag] = useState<string | null>(loaded?.etag ?? null);
  const [touched, setTouched] = useState<Record<string, true>>({});
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Record<string, string>>({});
  const [refusals, setRefusals] = useState<string[]>([]);
  const [saving, setSaving] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [news, setNews] = useState<Loaded | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [epoch, setEpoch] = useState(0);
  const key = draftKey(user.id, type.name, id);
  const [draft, setDraft] = useState<Draft | null>(() => readDraft(localStorage, key));
  const once = useRef(uuid());
  const open = useRef<Record<string, number>>({});

  const changed = useMemo(() => changes(type, was, values, isNew), [type, was, values, isNew]);
  const dirty = Object.keys(changed).length > 0;

  const begin = useCallback((next: Loaded) => {
    setWas(next.record);
    setValues(next.record);
    setEtag(next.etag);
    setNews(null);
    setConflict(null);
    setTouched({});
    setTried(false);
    setRefused({});
    setRefusals([]);
    setWaiting(false);
    setEpoch((one) => one + 1);
  }, []);

  const set = useCallback((name: string, value: unknown) => {
    setValues((before) => ({ ...before, [name]: value }));
    setTouched((before) => (before[name] ? before : { ...before, [name]: true }));
    setRefused((before) => Object.fromEntries(Object.entries(before).filter(([pointer]) => pointer !== name && !pointer.startsWith(`${name}/`))));
    once.current = uuid();
  }, []);

  // What others saved is shown at once, or told where it would take away what is being entered.
  useEffect(() => {
    if (!loaded || saving || conflict) return;
    if (loaded.record.version <= Number(was.version ?? 0)) return;
    if (dirty) setNews(loaded);
    else begin(loaded);
  }, [loaded, saving, conflict, dirty, was.version, begin]);

  // The draft follows the typing; an offered one is kept until the reader decided.
  useEffect(() => {
    if (draft) return;
    const timer = setTimeout(() => writeDraft(localStorage, key, { at: new Date().toISOString(), was, etag, changes: changed }), 250);
    return () => clearTimeout(timer);
  }, [draft, key, was, etag, changed]);
  useEffect(() => sweepDrafts(localStorage, new Date()), []);

  const wrong = useMemo(() => checkAll(type, values, isNew), [type, values, isNew]);
  const errors = useMemo(() => {
    const shown: Record<string, string> = {};
    for (const [pointer, one] of Object.entries(wrong)) {
      const name = pointer.split('/')[0]!;
      // A line that is being typed is not yet told what it lacks.
      if (tried || (touched[name] && (one.id !== 'form-required' || !pointer.includes('/')))) shown[pointer] = t(one.id, one.args);
    }
    return { ...shown, ...refused };
  }, [wrong, refused, tried, touched, t]);

  const meet = useCallback(async (mine: Values, base: Values, theirs?: Loaded) => {
    const now = theirs ?? (await getRecord(type.name, id!));
    const differences = compare(type, base, mine, now.record);
    if (differences.some((one) => one.by !== 'theirs')) setConflict({ differences, was: base, mine, theirs: now });
    // Nothing of mine is left to be saved: it was, by me or by them.
    else {
      dropDraft(localStorage, key);
      begin(now);
    }
  }, [type, id, key, begin]);

  const send = useCallback(async (now: Values, base: Values, tag: string | null): Promise<KeelRecord | null> => {
    setSaving(true);
    setRefused({});
    setRefusals([]);
    try {
      const sent = changes(type, base, now, isNew);
      const next: Loaded = isNew
        ? await createRecord(type.name, body(type, now), once.current).then((record) => ({ record, etag: `"${record.version}"`, titles: {} }))
        : await updateRecord(type.name, id!, tag ?? '', sent);
      dropDraft(localStorage, key);
      begin(next);
      client.setQueryData(['records', type.name, 'one', next.record.id], (before: Loaded | undefined) => ({ ...next, titles: before?.titles ?? {} }));
      void refresh(client, type.name);
      return next.record;
    } catch (error) {
      setWaiting(isOffline(error));
      if (isOffline(error)) return null;
      if (error instanceof Problem && error.status === 412) {
        await meet(now, base).catch((failure: unknown) => setRefusals([sentence(failure)]));
        return null;
      }
      const { fields, general } = placed(type, error, sentence);
      setRefused(fields);
      setRefusals(general);
      once.current = uuid();
      return null;
    } finally {
      setSaving(false);
    }
  }, [type, id, isNew, key, begin, client, meet, sentence]);

  const save = useCallback(async () => {
    setTried(true);
    if (Object.values(open.current).some((count) => count > 0)) {
      setRefusals([t('form-unsettled')]);
      return null;
    }
    if (Object.keys(checkAll(type, values, isNew)).length > 0) {
      setRefusals([]);
      setTimeout(showFirstWrong, 0);
      return null;
    }
    if (!isNew && !dirty) return null;
    const saved = await send(values, was, etag);
    if (!saved) setTimeout(showFirstWrong, 0);
    return saved;
  }, [type, values, was, etag, isNew, dirty, send, t]);

  // A record that could not be saved because nobody answered is saved when somebody does.
  const again = useRef(save);
  again.current = save;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => void again.current(), connected ? 1_000 : 5_000);
    return () => clearInterval(timer);
  }, [waiting, connected]);

  const resolve = useCallback(async (chosen: Record<string, Side | undefined>) => {
    if (!conflict) return;
    const { theirs, differences } = conflict;
    const next = merged(theirs.record, differences, chosen);
    begin(theirs);
    setValues(next);
    setTouched({});
    if (Object.keys(changes(type, theirs.record, next, false)).length > 0) await send(next, theirs.record, theirs.etag);
    else dropDraft(localStorage, key);
  }, [conflict, begin, send, type, key]);

  return {
    type, id, values, dirty, set, errors, refusals, saving, waiting, save, conflict, resolve, draft, epoch,
    version: typeof was.version === 'number' ? was.version : undefined,
    discard: () => {
      dropDraft(localStorage, key);
      if (news) begin(news);
      else begin({ record: was as KeelRecord, etag: etag ?? '', titles: {} });
    },
    news: news !== null,
    meet: () => void meet(values, was, news ?? undefined),
    postpone: () => {
      if (conflict) setNews(conflict.theirs);
      setConflict(null);
    },
    restore: () => {
      if (!draft) return;
      setDraft(null);
      const mine = { ...draft.was, ...draft.changes };
      if (loaded && draft.etag !== loaded.etag) void meet(mine, draft.was, loaded);
      else {
        setValues((before) => ({ ...before, ...draft.changes }));
        setTouched(Object.fromEntries(Object.keys(draft.changes).map((name) => [name, true as const])));
        setEpoch((one) => one + 1);
      }
    },
    forget: () => {
      dropDraft(localStorage, key);
      setDraft(null);
    },
    unsettled: useCallback((collection: string, count: number) => {
      open.current[collection] = count;
    }, []),
  };
}

/** Refusals at the fields that the form shows, and the others. */
export function placed(type: RecordType, error: unknown, sentence: (error: unknown) => string): { fields: Record<string, string>; general: string[] } {
  if (!(error instanceof Problem)) return { fields: {}, general: [sentence(error)] };
  const names = new Set([...type.fields.map((one) => one.name), ...type.collections.map((one) => one.name)]);
  const fields: Record<string, string> = {};
  const general: string[] = [];
  for (const [pointer, text] of Object.entries(error.byField)) {
    const plain = pointer.replace(/^fields\//, '');
    if (names.has(plain.split('/')[0]!)) fields[plain] = text;
    else general.push(text);
  }
  if (Object.keys(fields).length === 0 && general.length === 0) general.push(sentence(error));
  return { fields, general: [...new Set(general)] };
}

/** Goes to the first thing that is wrong. */
function showFirstWrong(): void {
  const found = document.querySelector<HTMLElement>('main [aria-invalid="true"]');
  found?.focus();
  found?.scrollIntoView({ block: 'center' });
}

