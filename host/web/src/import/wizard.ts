// What an import is made of while it is prepared, and the host's answers to it. A file that was begun with waits here when its screen is left.
import { useCallback, useState } from 'react';

import { act, uuid } from '@/api/http';
import { type ImportProgress, useImportProgress } from '@/api/live';
import { useRefresh } from '@/api/records';
import { useSentence } from '@/app/states';
import { usePreference, useSession } from '@/session/session';

import { heldAgainst, mended, type Preview, type Report, rewritten, type Source } from './source';

/** What is remembered for the next file of a type. */
interface Remembered {
  map?: Record<string, string>;
  constants?: Record<string, string>;
  key?: string;
  country?: string;
}

export interface Prepared {
  source: Source;
  preview: Preview;
  /** Field of each column by header; empty: left out. */
  map: Record<string, string>;
  constants: Record<string, string>;
  key: string;
  country: string;
  /** What the host said of the rows as they are; without it they were not looked at since they changed. */
  report?: Report;
  /** Cells that were mended since, by row and header. */
  touched: Set<string>;
  /** What was imported. */
  result?: Report;
}

export const cellKey = (row: number, column: string) => `${row} ${column}`;

const kept = new Map<string, Prepared>();

export function useWizard(type: string) {
  const { company, types } = useSession();
  const refresh = useRefresh();
  const sentence = useSentence();
  const scoped = types.find((one) => one.name === type)?.company ?? false;
  const [remembered, remember] = usePreference<Remembered>(`import:${type}`, {});
  const [prepared, setPrepared] = useState<Prepared | undefined>(() => kept.get(type));
  const [busy, setBusy] = useState<'' | 'read' | 'check' | 'run'>('');
  const [failure, setFailure] = useState('');
  const [progress, setProgress] = useState<{ key: string; done: number; total: number } | null>(null);

  const keep = (next: Prepared | undefined) => {
    if (next) kept.set(type, next);
    else kept.delete(type);
    setPrepared(next);
  };

  useImportProgress(useCallback((told: ImportProgress) => {
    setProgress((now) => (now && told.key === now.key ? { key: now.key, done: Number(told.done), total: Number(told.total) } : now));
  }, []));

  async function during<T>(what: 'read' | 'check' | 'run', work: () => Promise<T>): Promise<T | undefined> {
    setBusy(what);
    setFailure('');
    try {
      return await work();
    } catch (error) {
      setFailure(sentence(error));
      return undefined;
    } finally {
      setBusy('');
      setProgress(null);
    }
  }

  const request = ({ source, map, constants, key, country }: Prepared) => ({
    record_type: type,
    source: source.name,
    format: source.format,
    content: source.content,
    company: scoped ? company.id : null,
    map,
    // What was chosen and not filled in says nothing.
    constants: Object.fromEntries(Object.entries(constants).filter(([, value]) => value !== '')),
    key_field: key || null,
    country: country || null,
  });

  const send = (what: Prepared, rest: { dry_run: boolean; mode: 'all' | 'row' }) => {
    const key = uuid();
    setProgress({ key, done: 0, total: what.source.table.rows.length });
    return act<Report>('import.run', { ...request(what), ...rest }, key);
  };

  return {
    prepared, busy, failure, progress,

    /** Reads a file; columns go where they went the last time, else where the host guesses. */
    take: (chosen: () => Promise<Source>) =>
      during('read', async () => {
        const source = await chosen();
        const ask = (map: Record<string, string>) =>
          act<Preview>('import.preview', { record_type: type, source: source.name, format: source.format, content: source.content, company: scoped ? company.id : null, map });
        const first = await ask({});
        const before = Object.entries(remembered.map ?? {}).filter(([header]) => first.headers.includes(header));
        const offered = new Set(first.fields.map((one) => one.name));
        const map = Object.fromEntries(first.columns.map((one) => [one.column, one.field ?? '']));
        for (const [header, field] of before) if (field === '' || offered.has(field)) map[header] = field;
        keep({
          source: heldAgainst(source, first),
          preview: first,
          map,
          constants: remembered.constants ?? {},
          key: remembered.key ?? '',
          country: remembered.country ?? company.country,
          touched: new Set(),
        });
        return true;
      }),

    /** Changes where columns go and what all rows have: what was checked before no longer holds. */
    set: (changes: Partial<Pick<Prepared, 'map' | 'constants' | 'key' | 'country'>>) =>
      prepared && keep({ ...prepared, ...changes, report: undefined, touched: new Set() }),

    mend: (index: number, column: number, text: string) => {
      if (!prepared || prepared.source.table.rows[index]!.cells[column] === text) return;
      const { source, report } = prepared;
      const after = mended(source, index, column, text);
      // Findings go with their rows, whose numbers may have changed.
      const numbers = new Map(source.table.rows.map((one, at) => [one.row, after.table.rows[at]!.row]));
      const findings = report?.findings.map((one) => ({ ...one, row: numbers.get(one.row) ?? one.row }));
      const touched = new Set([...prepared.touched].map((one) => {
        const [row, ...header] = one.split(' ');
        return cellKey(numbers.get(Number(row)) ?? Number(row), header.join(' '));
      }));
      touched.add(cellKey(after.table.rows[index]!.row, after.table.headers[column]!));
      keep({ ...prepared, source: after, touched, report: report && { ...report, findings: findings! } });
    },

    /** Goes through all rows and keeps nothing. */
    check: () =>
      during('check', async () => {
        if (!prepared) return;
        const now = prepared.touched.size > 0 ? { ...prepared, source: rewritten(prepared.source) } : prepared;
        const report = await send(now, { dry_run: true, mode: 'row' });
        keep({ ...now, report, touched: new Set() });
      }),

    run: () =>
      during('run', async () => {
        if (!prepared) return false;
        const { map, constants, key, country, report } = prepared;
        const result = await send(prepared, { dry_run: false, mode: report && report.failed > 0 ? 'row' : 'all' });
        remember({ map, constants, key, country });
        keep({ ...prepared, result });
        await refresh();
        return true;
      }),

    /** Ends with this file. */
    forget: () => keep(undefined),
  };
}

export type Wizard = ReturnType<typeof useWizard>;
