// What referred records are called: asked for once each, many at a time.
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';

import type { RecordType } from '@/api/meta';
import { listPage, type Titles } from '@/api/records';
import { useSession } from '@/session/session';

interface Waiting {
  ids: Set<string>;
  answer: Promise<Map<string, string>>;
}

const waiting = new Map<string, Waiting>();

/** All titles that are asked for in one turn go in one request a type. */
function fetchTitle(type: RecordType, id: string): Promise<string | null> {
  let batch = waiting.get(type.name);
  if (!batch || batch.ids.size >= 200) {
    const ids = new Set<string>();
    const answer = new Promise<Map<string, string>>((resolve, reject) => {
      setTimeout(() => {
        waiting.delete(type.name);
        const query = { filter: [`id:in:${[...ids].join('|')}`], fields: type.title, limit: 500 };
        listPage(type.name, query).then(
          (page) => resolve(new Map(page.items.map((one) => [one.id, String(one[type.title] ?? one.id)]))),
          reject,
        );
      }, 5);
    });
    batch = { ids, answer };
    waiting.set(type.name, batch);
  }
  batch.ids.add(id);
  return batch.answer.then((titles) => titles.get(id) ?? null);
}

const key = (type: string, id: string) => ['records', type, 'title', id];

/** Keeps titles that came with a list, so that nobody asks again. */
export function keepTitles(client: QueryClient, titles: Titles | undefined): void {
  for (const [type, byId] of Object.entries(titles ?? {})) {
    for (const [id, title] of Object.entries(byId)) client.setQueryData(key(type, id), title);
  }
}

/** What a record is called; `undefined` while it is not known, `null` where it may not be seen. */
export function useTitle(type: string | undefined, id: string | null | undefined): string | null | undefined {
  const { types } = useSession();
  const declared = types.find((one) => one.name === type);
  const { data } = useQuery({
    queryKey: key(type ?? '', id ?? ''),
    queryFn: () => fetchTitle(declared!, id!),
    enabled: Boolean(declared && id),
    staleTime: 5 * 60_000,
  });
  return data;
}

export function useKeepTitles(): (titles: Titles | undefined) => void {
  const client = useQueryClient();
  return (titles) => keepTitles(client, titles);
}
