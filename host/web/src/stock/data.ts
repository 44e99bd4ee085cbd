// What screens of goods ask of the host: all of a company's quantities and values, item by item, and what codes mean.
import { useQuery } from '@tanstack/react-query';

import { api, data, type Schema } from '@/api/client';
import type { Field, FieldKind } from '@/api/meta';
import { type KeelRecord, listPage } from '@/api/records';
import { useSession } from '@/session/session';

export type OnHand = Schema<'OnHand'>;
export type ItemValue = Schema<'ItemValue'>;

/** So much is read into one screen; beyond it the reader narrows down. */
const ROWS_MAX = 20_000;

async function all<T>(page: (after: string | undefined) => Promise<{ rows: T[]; next?: string | null }>): Promise<T[]> {
  const rows: T[] = [];
  for (let after: string | undefined; ;) {
    const found = await page(after);
    rows.push(...found.rows);
    if (!found.next || rows.length >= ROWS_MAX) return rows;
    after = found.next;
  }
}

export interface Where {
  item?: string;
  location?: string;
  lot?: string;
  on?: string;
  forecast_on?: string;
}

/** Keys begin as those of moves do: whatever moves, these are read again. */
export function useOnHand(where: Where, enabled = true) {
  const { company } = useSession();
  return useQuery({
    queryKey: ['records', 'stock-move', 'on-hand', company.id, where],
    queryFn: ({ signal }) =>
      all((after) => data(api.GET('/api/v1/stock/on-hand', { params: { query: { company: company.id, ...where, limit: 1000, after } }, signal }))),
    enabled,
  });
}

export function useValuation() {
  const { company } = useSession();
  return useQuery({
    queryKey: ['records', 'stock-move', 'valuation', company.id],
    queryFn: ({ signal }) =>
      all(async (after) => {
        const page = await data(api.GET('/api/v1/stock/valuation', { params: { query: { company: company.id, limit: 1000, after } }, signal }));
        return { rows: page.items, next: page.next };
      }),
  });
}

/** All records of a type, a few fields of each. */
export function useAll(type: string, fields: string[], filter: string[] = []) {
  return useQuery({
    queryKey: ['records', type, 'all', fields, filter],
    queryFn: ({ signal }) =>
      all<KeelRecord>(async (cursor) => {
        const page = await listPage(type, { fields: fields.join(','), filter, limit: 500, cursor }, signal);
        return { rows: page.items, next: page.next };
      }),
    staleTime: 5 * 60_000,
  });
}

export const useItems = () => useAll('item', ['code', 'name', 'barcode', 'category', 'uom', 'tracking', 'kind', 'closed']);

/** Names by id, for types that are short. */
export function useNames(type: string): (id: unknown) => string {
  const { data: found } = useAll(type, ['name']);
  return (id) => String(found?.find((one) => one.id === id)?.name ?? '');
}

/** The company's places by id. */
export function usePlaces() {
  const { company } = useSession();
  return useAll('location', ['code', 'name', 'kind', 'closed'], [`company:eq:${company.id}`]);
}

/** A field of a form that is no record's: what an action asks for. */
export const plainField = (name: string, label: string, kind: FieldKind, more: Partial<Field> = {}): Field => ({
  name, label, kind, help: '', required: true, readonly: false, fixed: false, unique: false, plugin: null, extension: false, ...more,
});
