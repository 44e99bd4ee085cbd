// The chart of accounts of a company, read whole: codes and names are then known without asking.
import { useQuery } from '@tanstack/react-query';

import { type KeelRecord, listPage } from '@/api/records';
import { useSession } from '@/session/session';

export interface Account extends KeelRecord {
  code: string;
  name: string;
  kind: string;
  role: string | null;
  parent: string | null;
  is_group: boolean;
  currency: string | null;
  reconcilable: boolean;
  closed: boolean;
}

export function useChart() {
  const { company } = useSession();
  return useQuery({
    queryKey: ['records', 'account', 'chart', company.id],
    queryFn: async ({ signal }) => {
      const all: Account[] = [];
      let cursor: string | undefined;
      do {
        const page = await listPage('account', { filter: [`company:eq:${company.id}`], sort: 'code', limit: 500, cursor }, signal);
        all.push(...(page.items as Account[]));
        cursor = page.next ?? undefined;
      } while (cursor);
      return all;
    },
    staleTime: 5 * 60_000,
  });
}
