// What each way of showing a list is given.
import type { Field, RecordType } from '@/api/meta';
import type { Plugin } from '@/session/session';

import type { ListState } from './state';

export interface ViewProps {
  type: RecordType;
  state: ListState;
  /** Conditions as the host takes them. */
  filter: string[];
  columns: Field[];
  change: (changes: Partial<ListState>, how?: { push?: boolean }) => void;
  phone: boolean;
}

/** What a plugin says of a way to show a type. */
export const saidOf = (plugins: Plugin[], type: string, kind: string) =>
  plugins.flatMap((one) => one.views).find((one) => one.record_type === type && one.kind === kind);
