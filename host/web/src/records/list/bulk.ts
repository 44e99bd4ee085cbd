// Many records changed, one company and a few at a time, each on its own: what the host refuses is kept with its reason.
import { act, fetched } from '@/api/http';
import { Problem, type ProblemBody } from '@/api/problem';
import { type KeelRecord, listPage, type ListQuery } from '@/api/records';

/** Changes of one request: small, so that progress is seen and stopping is soon. */
const STEP = 100;

export interface Target {
  id: string;
  version: number;
  name: string;
}

export interface Failure {
  target: Target;
  why: string;
}

export interface Progress {
  done: number;
  of: number;
  failures: Failure[];
}

export type Deed = { update: Record<string, unknown> } | { delete: true };

interface BulkAnswer {
  results: ({ ok: true } | { ok: false; problem: ProblemBody })[];
}

export const target = (record: KeelRecord, title: string): Target =>
  ({ id: record.id, version: record.version, name: String(record[title] ?? record.id.slice(0, 8)) });

/** All that a list holds, first of all: what is changed may no longer match. */
export async function everything(type: string, title: string, query: ListQuery, signal: AbortSignal): Promise<Target[]> {
  const all: Target[] = [];
  let cursor: string | undefined;
  do {
    const page = await listPage(type, { ...query, fields: title, limit: 500, cursor }, signal);
    all.push(...page.items.map((one) => target(one, title)));
    cursor = page.next ?? undefined;
  } while (cursor);
  return all;
}

const change = (deed: Deed, { id, version }: Target) =>
  'update' in deed ? { update: { id, version, fields: deed.update } } : { delete: { id, version } };

const because = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Does it to each; stops between requests where `signal` says so. */
export async function doAll(type: string, targets: Target[], deed: Deed, told: (progress: Progress) => void, signal: AbortSignal): Promise<Progress> {
  const progress: Progress = { done: 0, of: targets.length, failures: [] };
  for (let from = 0; from < targets.length && !signal.aborted; from += STEP) {
    const some = targets.slice(from, from + STEP);
    try {
      const answer = await fetched<BulkAnswer>(`/api/v1/records/${type}/bulk`, {
        method: 'POST', body: { mode: 'each', changes: some.map((one) => change(deed, one)) },
      });
      answer.results.forEach((one, index) => {
        if (one.ok) progress.done += 1;
        else progress.failures.push({ target: some[index]!, why: one.problem.detail });
      });
    } catch (error) {
      // The request itself was refused: none of these was changed, and the next would be refused likewise.
      progress.failures.push(...some.map((one) => ({ target: one, why: because(error) })));
      if (!(error instanceof Problem) || error.status === 0 || error.status === 403) break;
    }
    told({ ...progress, failures: [...progress.failures] });
  }
  return progress;
}

/** Runs an action of a plugin on each. */
export async function actAll(
  name: string, company: string, input: Record<string, unknown>, targets: Target[], told: (progress: Progress) => void, signal: AbortSignal,
): Promise<Progress> {
  const progress: Progress = { done: 0, of: targets.length, failures: [] };
  for (const one of targets) {
    if (signal.aborted) break;
    try {
      await act(name, { company, target: one.id, input });
      progress.done += 1;
    } catch (error) {
      progress.failures.push({ target: one, why: because(error) });
    }
    told({ ...progress, failures: [...progress.failures] });
  }
  return progress;
}
