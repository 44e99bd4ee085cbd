// Items of a company with what lies there, what is held, what is coming, and what it is worth; by category, one line an item.
import { Button, Group, Select, Table, Text, TextInput } from '@mantine/core';
import { IconBox, IconSearch } from '@tabler/icons-react';
import Decimal from 'decimal.js';
import { useDeferredValue, useMemo } from 'react';

import { Go, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready } from '@/app/states';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { type OnHand, useItems, useNames, useOnHand, useValuation } from '../data';

/** Far enough for whatever is planned. */
export const ALL_PLANNED = '9999-12-31';
const STEP = 200;

interface Figures { quantity: Decimal; reserved: Decimal }

function byItem(rows: OnHand[] | undefined): Map<string, Figures> {
  const found = new Map<string, Figures>();
  for (const one of rows ?? []) {
    const before = found.get(one.item) ?? { quantity: new Decimal(0), reserved: new Decimal(0) };
    found.set(one.item, { quantity: before.quantity.plus(one.quantity), reserved: before.reserved.plus(one.reserved) });
  }
  return found;
}

export default function ItemsScreen() {
  const t = useT();
  const format = useFormat();
  const { company } = useSession();
  const [search, change] = useSearch();
  const items = useItems();
  const hand = useOnHand({});
  const forecast = useOnHand({ forecast_on: ALL_PLANNED });
  const valuation = useValuation();
  const category = useNames('item-category');
  const unit = useNames('uom');
  const text = useDeferredValue((search.q ?? '').trim().toLowerCase());
  const now = useMemo(() => byItem(hand.data), [hand.data]);
  const then = useMemo(() => byItem(forecast.data), [forecast.data]);
  const values = useMemo(() => {
    const sums = new Map<string, Decimal>();
    for (const one of valuation.data ?? []) sums.set(one.item, (sums.get(one.item) ?? new Decimal(0)).plus(one.value));
    return sums;
  }, [valuation.data]);
  const categories = useMemo(() => [...new Set((items.data ?? []).map((one) => String(one.category ?? '')))], [items.data]);
  const shown = Number(search.shown ?? STEP);
  return (
    <Screen title={t('stock-items')} actions={<Button variant="default" component="a" href="/r/item">{t('stock-items-records')}</Button>}>
      <Group mb="sm" gap="xs" className="no-print">
        <TextInput
          aria-label={t('search')} placeholder={t('stock-items-search')} size="sm" flex="1 1 220px" maw={360} leftSection={<IconSearch size={16} aria-hidden />}
          value={search.q ?? ''} onChange={(event) => change({ q: event.currentTarget.value })}
        />
        <Select
          aria-label={t('stock-category')} placeholder={t('stock-category')} size="sm" clearable searchable value={search.category ?? null} onChange={(id) => change({ category: id })}
          data={categories.filter(Boolean).map((id) => ({ value: id, label: category(id) || '…' }))} nothingFoundMessage={t('nothing-found')}
        />
        <Select
          aria-label={t('stock-which')} size="sm" allowDeselect={false} value={search.which ?? 'all'} onChange={(which) => change({ which: which === 'all' ? null : which })}
          data={[{ value: 'all', label: t('stock-which-all') }, { value: 'there', label: t('stock-which-there') }, { value: 'short', label: t('stock-which-short') }]}
        />
      </Group>
      <Ready query={items}>
        {(all) => (
          <Ready query={hand}>
            {() => {
              const found = all
                .filter((one) => one.kind !== 'service' && (!search.category || one.category === search.category))
                .filter((one) => !text || `${String(one.code)} ${String(one.name)} ${String(one.barcode ?? '')}`.toLowerCase().includes(text))
                .filter((one) => search.which === 'there' ? now.get(one.id)?.quantity.gt(0) : search.which === 'short' ? (then.get(one.id)?.quantity ?? new Decimal(0)).lte(0) : true)
                .sort((a, b) => category(a.category).localeCompare(category(b.category)) || String(a.code).localeCompare(String(b.code)));
              const total = found.reduce((sum, one) => sum.plus(values.get(one.id) ?? 0), new Decimal(0));
              if (found.length === 0) return <Empty icon={IconBox} title={t('stock-items-none')} text={t('stock-items-none-why')} />;
              const rows = found.slice(0, shown);
              return (
                <>
                  <Table.ScrollContainer type="native" tabIndex={0} minWidth={640}>
                    <Table highlightOnHover>
                      <Table.Thead>
                        <Table.Tr>
                          <Table.Th>{t('stock-code')}</Table.Th>
                          <Table.Th>{t('stock-item')}</Table.Th>
                          <Table.Th ta="end">{t('stock-on-hand')}</Table.Th>
                          <Table.Th ta="end">{t('stock-reserved')}</Table.Th>
                          <Table.Th ta="end">{t('stock-forecast')}</Table.Th>
                          <Table.Th>{t('stock-unit')}</Table.Th>
                          <Table.Th ta="end">{t('stock-value')}</Table.Th>
                        </Table.Tr>
                      </Table.Thead>
                      <Table.Tbody>
                        {rows.map((one, at) => {
                          const here = now.get(one.id);
                          const later = then.get(one.id)?.quantity ?? here?.quantity ?? new Decimal(0);
                          const name = category(one.category);
                          const head = at === 0 || category(rows[at - 1]!.category) !== name;
                          return [
                            head && (
                              <Table.Tr key={`of ${name}`}><Table.Th colSpan={7} scope="colgroup" bg="var(--mantine-color-default-hover)">{name || t('stock-category-none')}</Table.Th></Table.Tr>
                            ),
                            <Table.Tr key={one.id}>
                              <Table.Td>{String(one.code)}</Table.Td>
                              <Table.Td><Go size="sm" to={`/stock/items/${one.id}`}>{String(one.name)}</Go></Table.Td>
                              <Table.Td className="figure">{format.decimal((here?.quantity ?? new Decimal(0)).toFixed())}</Table.Td>
                              <Table.Td className="figure">{here && !here.reserved.isZero() ? format.decimal(here.reserved.toFixed()) : ''}</Table.Td>
                              <Table.Td className="figure" c={later.lt(0) ? 'var(--mantine-color-error)' : undefined}>{format.decimal(later.toFixed())}</Table.Td>
                              <Table.Td>{unit(one.uom)}</Table.Td>
                              <Table.Td className="figure">{values.has(one.id) ? format.money(values.get(one.id)!.toFixed(), company.currency) : ''}</Table.Td>
                            </Table.Tr>,
                          ];
                        })}
                      </Table.Tbody>
                      <Table.Tfoot>
                        <Table.Tr><Table.Th colSpan={6}>{t('stock-total')}</Table.Th><Table.Th className="figure">{format.money(total.toFixed(), company.currency)}</Table.Th></Table.Tr>
                      </Table.Tfoot>
                    </Table>
                  </Table.ScrollContainer>
                  {found.length > shown && (
                    <Group mt="sm"><Text size="sm" c="dimmed">{t('stock-shown', { shown, total: found.length })}</Text><Button variant="default" onClick={() => change({ shown: String(shown + 5 * STEP) })}>{t('more')}</Button></Group>
                  )}
                </>
              );
            }}
          </Ready>
        )}
      </Ready>
    </Screen>
  );
}
