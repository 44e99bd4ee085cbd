// What waits to be asked of the reader before an action runs: one at a time, drawn by Asking.tsx inside the shell.
import { useSyncExternalStore } from 'react';

import type { Action, Outcome, Run } from './actions';

export interface Question {
  run: Run;
  /** The action to be asked for; without it only the refusal is shown. */
  action?: Action;
  refusal?: unknown;
}

export interface Waiting extends Question {
  answer: (outcome: Outcome | null) => void;
}

let waiting: Waiting | null = null;
const listeners = new Set<() => void>();

function set(next: Waiting | null): void {
  waiting = next;
  for (const one of listeners) one();
}

/** Asks, and answers what the action answered; `null` where the reader let it be. */
export function ask(question: Question): Promise<Outcome | null> {
  waiting?.answer(null);
  return new Promise((resolve) => {
    const one: Waiting = {
      ...question,
      answer: (outcome) => {
        if (waiting === one) set(null);
        resolve(outcome);
      },
    };
    set(one);
  });
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useWaiting = (): Waiting | null => useSyncExternalStore(subscribe, () => waiting);
