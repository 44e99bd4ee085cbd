// Saved views: a list's address under a name, one's own or shared with everybody.
import { useQueryClient } from '@tanstack/react-query';

import { createRecord, deleteRecord, type KeelRecord, refresh, updateRecord, useList } from '@/api/records';
import type { Search } from '@/app/room';
import { useSession } from '@/session/session';

export const VIEW = 'saved-view';

export interface SavedView {
  id: string;
  version: number;
  name: string;
  state: Search;
  shared: boolean;
  /** Whether the reader may change it. */
  own: boolean;
}

/** Only plain strings are an address, whatever was written there. */
const address = (state: unknown): Search =>
  Object.fromEntries(Object.entries((state ?? {}) as Record<string, unknown>).filter((one): one is [string, string] => typeof one[1] === 'string'));

export function useViews(type: string): SavedView[] | undefined {
  const { user, may } = useSession();
  const found = useList(VIEW, { filter: [`record_type:eq:${type}`], sort: 'name', limit: 200 }, { enabled: may(VIEW, 'read') });
  if (!may(VIEW, 'read') || found.error) return [];
  return found.data?.items.map((one) => ({
    id: one.id, version: one.version, name: String(one.name), state: address(one.state), shared: one.shared === true, own: one.owner === user.id,
  }));
}

export function useViewChanges(type: string) {
  const client = useQueryClient();
  const then = async <T,>(answer: Promise<T>): Promise<T> => {
    const after = await answer;
    await refresh(client, VIEW);
    return after;
  };
  return {
    create: (name: string, state: Search, shared: boolean): Promise<KeelRecord> => then(createRecord(VIEW, { record_type: type, name, state, shared })),
    change: (view: SavedView, changes: { name?: string; state?: Search; shared?: boolean }) => then(updateRecord(VIEW, view.id, `"${view.version}"`, changes)),
    remove: (view: SavedView) => then(deleteRecord(VIEW, view.id, `"${view.version}"`)),
  };
}
