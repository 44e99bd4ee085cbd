// What each way of showing a list is given.
import type { Field, RecordType } from '@/api/meta';

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
