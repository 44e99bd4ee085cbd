// Records that the reader looks for, over the types that matter, as each answers.
import { useQueries } from '@tanstack/react-query';

import { api, data } from '@/api/client';
import type { RecordType } from '@/api/meta';
import { listPage } from '@/api/records';
import { type Session, useSession } from '@/session/session';

export interface Hit {
  type: string;
  /** What the type is called. */
  kind: string;
  id: string;
  title: string;
  code: string | null;
}

const CORE = ['item', 'account', 'entry', 'task'];
/** A browser asks a host six things at once: more types would wait in line behind each other. */
const PLUGIN_TYPES_MAX = 6;
const EACH = 5;

/** Types that are searched besides contacts: those of the core that people name, and those to which plugins' menus lead. */
function searched(session: Session): RecordType[] {
  const core = session.types.filter((type) => CORE.includes(type.name));
  const menus = new Set(session.plugins.flatMap((plugin) => plugin.menus.map((entry) => entry.record_type)));
  const own = session.types.filter((type) => type.plugin && type.title !== 'id');
  own.sort((one, other) => Number(menus.has(other.name)) - Number(menus.has(one.name)));
  return [...core, ...own.slice(0, PLUGIN_TYPES_MAX)].filter((type) => type.may.read);
}

export function useFound(query: string): { hits: Hit[]; busy: boolean } {
  const session = useSession();
  const contact = session.types.find((type) => type.name === 'contact' && type.may.read);
  const long = query.length > 1;
  const contacts = async (signal: AbortSignal): Promise<Hit[]> => {
    const found = await data(api.GET('/api/v1/contacts/search', { params: { query: { q: query, limit: 6 } }, signal }));
    return found.map((one) => ({ type: 'contact', kind: contact?.label ?? '', id: one.id, title: one.name, code: one.code ?? null }));
  };
  const records = async (type: RecordType, signal: AbortSignal): Promise<Hit[]> => {
    const code = ['code', 'number'].find((name) => name !== type.title && type.fields.some((field) => field.name === name));
    const fields = [type.title, ...(code ? [code] : [])].join(',');
    const page = await listPage(type.name, { q: query, filter: type.company ? [`company:eq:${session.company.id}`] : [], fields, limit: EACH }, signal);
    return page.items.map((one) => ({
      type: type.name, kind: type.label, id: one.id, title: String(one[type.title] ?? one.id.slice(0, 8)), code: code && one[code] ? String(one[code]) : null,
    }));
  };
  return useQueries({
    queries: [
      { queryKey: ['palette', 'contact', query], queryFn: ({ signal }: { signal: AbortSignal }) => contacts(signal), enabled: long && Boolean(contact), retry: false, gcTime: 60_000 },
      ...searched(session).map((type) => ({
        queryKey: ['palette', type.name, session.company.id, query],
        queryFn: ({ signal }: { signal: AbortSignal }) => records(type, signal),
        enabled: long,
        // A type that cannot be searched has nothing to say here.
        retry: false,
        gcTime: 60_000,
      })),
    ],
    combine: (all) => ({ hits: all.flatMap((one) => one.data ?? []), busy: all.some((one) => one.isLoading) }),
  });
}
