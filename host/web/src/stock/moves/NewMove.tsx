// A receipt, a delivery or a transfer: one head, lines as in a spreadsheet; planned for later, or done at once. What is there stands at each line.
import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import Decimal from 'decimal.js';
import { useMemo, useState } from 'react';

import { act, uuid } from '@/api/http';
import { Problem } from '@/api/problem';
import { useRefresh } from '@/api/records';
import { Go, useGo, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { useSentence } from '@/app/states';
import { useTold } from '@/app/told';
import { EditValue } from '@/fields/EditValue';
import { type GridColumn, type GridRow, LineGrid } from '@/fields/LineGrid';
import { ReferencePicker } from '@/fields/ReferencePicker';
import { useT } from '@/i18n';
import { today } from '@/i18n/format';
import { useSession } from '@/session/session';

import { Choice } from '../Choice';
import { plainField, useItems, useOnHand, usePlaces } from '../data';

const ends: Record<string, [string, string]> = { receipt: ['supplier', 'internal'], delivery: ['internal', 'customer'], transfer: ['internal', 'internal'] };

export default function NewMove() {
  const t = useT();
  const go = useGo();
  const told = useTold();
  const sentence = useSentence();
  const refresh = useRefresh();
  const { company } = useSession();
  const [search, change] = useSearch();
  const kind = search.kind && ends[search.kind] ? search.kind : 'receipt';
  const places = usePlaces();
  const items = useItems();
  const first = (of: string) => places.data?.find((one) => one.kind === of && !one.closed)?.id ?? null;
  const [given, setGiven] = useState<{ from?: string | null; to?: string | null; on: string; contact: string | null; reference: string | null }>({ on: today(), contact: null, reference: null });
  const [rows, setRows] = useState<GridRow[]>([{ item: search.item ?? null }]);
  const [open, setOpen] = useState(0);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState('');
  const [key, setKey] = useState(uuid);
  const from = given.from === undefined ? first(ends[kind]![0]) : given.from;
  const to = given.to === undefined ? (kind === 'transfer' ? null : first(ends[kind]![1])) : given.to;
  const inside = kind !== 'receipt';
  const hand = useOnHand({ location: from ?? undefined }, Boolean(from) && inside);
  const available = useMemo(() => {
    const sums = new Map<string, Decimal>();
    for (const one of hand.data ?? []) sums.set(one.item, (sums.get(one.item) ?? new Decimal(0)).plus(one.available));
    return sums;
  }, [hand.data]);
  const byId = useMemo(() => new Map((items.data ?? []).map((one) => [one.id, one])), [items.data]);
  const optional = { required: false };
  const columns: GridColumn[] = [
    { field: plainField('item', t('stock-item'), 'reference', { to: 'item' }), width: 280 },
    { field: plainField('lot', t('stock-lot'), 'reference', { to: 'lot', ...optional }), width: 140, filter: (row) => (row.item ? [`item:eq:${String(row.item)}`] : []) },
    { field: plainField('quantity', t('stock-quantity'), 'decimal', { scale: 6 }), width: 110 },
    { field: plainField('uom', t('stock-unit'), 'reference', { to: 'uom', ...optional }), width: 110 },
    ...(inside ? [{ field: plainField('available', t('stock-available'), 'decimal', optional), width: 110, compute: (row: GridRow) => (row.item ? (available.get(String(row.item)) ?? new Decimal(0)).toFixed() : null) }] : []),
    ...(kind === 'receipt' ? [{ field: plainField('unit_cost', t('stock-unit-cost'), 'decimal', { scale: 6, ...optional }), width: 120 }] : []),
  ];
  const filled = rows.map((row, at) => ({ row, at })).filter(({ row }) => row.item || row.quantity);
  // The host speaks of the lines that were sent; the grid of those that are shown.
  const errors: Record<string, string> = {};
  let rest = problem ? sentence(problem) : '';
  if (problem instanceof Problem) {
    for (const [pointer, text] of Object.entries(problem.byField)) {
      const place = /^moves\/(\d+)(?:\/(\w+))?/.exec(pointer);
      const at = place && filled[Number(place[1])]?.at;
      if (place && at !== undefined && at !== null) {
        errors[columns.some((one) => one.field.name === place[2]) ? `${at}/${place[2]}` : String(at)] = text;
        rest = '';
      }
    }
  }
  if (inside) {
    for (const { row, at } of filled) {
      const there = available.get(String(row.item));
      if (row.item && row.quantity && hand.data && !row.uom && new Decimal(String(row.quantity)).gt(there ?? 0)) {
        errors[`${at}/quantity`] ??= t('stock-missing', { quantity: new Decimal(String(row.quantity)).minus(there ?? 0).toFixed() });
      }
    }
  }
  const send = async (how: 'plan' | 'do') => {
    setBusy(how);
    setProblem(null);
    const moves = filled.map(({ row }) => ({
      item: row.item, lot: row.lot ?? null, quantity: row.quantity ?? '0', uom: row.uom ?? null, unit_cost: kind === 'receipt' ? row.unit_cost ?? null : null,
      from_location: from, to_location: to, contact: given.contact, reference: given.reference, ...(how === 'plan' ? { on: given.on } : {}),
    }));
    try {
      if (how === 'plan') await act('stock.plan', { company: company.id, moves }, key);
      else await act('stock.do', { company: company.id, on: given.on, moves }, key);
      told.done(how === 'plan' ? t('stock-plan-done') : t('stock-do-done'));
      await refresh();
      go('/stock/moves', { search: how === 'plan' ? {} : { show: 'done' } });
    } catch (error) {
      setProblem(error);
      setBusy('');
    }
    setKey(uuid());
  };
  const ready = filled.length > 0 && Boolean(from && to) && open === 0;
  return (
    <Screen title={t('stock-move-new')} before={<Text size="sm"><Go to="/stock/moves">{t('stock-moves')}</Go></Text>}>
      <Stack>
        <Group>
          <Choice
            label={t('stock-kind')} value={kind} onChange={(value) => { setGiven({ ...given, from: undefined, to: undefined }); change({ kind: value === 'receipt' ? null : value }); }}
            data={[{ value: 'receipt', label: t('stock-receipt') }, { value: 'delivery', label: t('stock-delivery') }, { value: 'transfer', label: t('stock-transfer') }]}
          />
        </Group>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }}>
          <ReferencePicker type="location" value={from} onChange={(id) => setGiven({ ...given, from: id })} filter={[`company:eq:${company.id}`]} input={{ label: t('stock-from'), size: 'sm', required: true }} />
          <ReferencePicker type="location" value={to} onChange={(id) => setGiven({ ...given, to: id })} filter={[`company:eq:${company.id}`]} input={{ label: t('stock-to'), size: 'sm', required: true }} />
          <EditValue field={plainField('on', t('stock-day'), 'day')} value={given.on} onChange={(on) => on && setGiven({ ...given, on: String(on) })} />
          <ReferencePicker type="contact" value={given.contact} onChange={(contact) => setGiven({ ...given, contact })} input={{ label: t('stock-contact'), size: 'sm' }} />
          <EditValue field={plainField('reference', t('stock-reference'), 'text', { ...optional, max: 200 })} value={given.reference} onChange={(reference) => setGiven({ ...given, reference: reference as string | null })} />
        </SimpleGrid>
        <LineGrid
          label={t('stock-lines')} columns={columns} rows={rows} onChange={setRows} errors={errors} onUnsettled={setOpen}
          settle={(row, changed) => (changed === 'item' ? { ...row, lot: null, uom: null } : row)}
        />
        {filled.some(({ row }) => byId.get(String(row.item))?.tracking !== 'none' && byId.has(String(row.item)) && !row.lot) && <Text size="sm" c="dimmed">{t('stock-lots-wanted')}</Text>}
        {rest && <Text c="var(--mantine-color-error)" role="alert">{rest}</Text>}
        <Group>
          <Button size="sm" disabled={!ready} loading={busy === 'do'} onClick={() => void send('do')}>{t('stock-do-now')}</Button>
          <Button size="sm" variant="default" disabled={!ready} loading={busy === 'plan'} onClick={() => void send('plan')}>{t('stock-plan')}</Button>
        </Group>
      </Stack>
    </Screen>
  );
}
