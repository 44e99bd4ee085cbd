// Moves of goods: what is open, what is late, what was done; held, done, cancelled and taken back from here.
import { Badge, Button, Checkbox, Group, Table, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPlus, IconSearch, IconTruck } from '@tabler/icons-react';
import Decimal from 'decimal.js';
import { useState } from 'react';

import { act } from '@/api/http';
import { Problem } from '@/api/problem';
import { type KeelRecord, useList, useRefresh } from '@/api/records';
import { Go, useGo, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready } from '@/app/states';
import { useTold } from '@/app/told';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { today } from '@/i18n/format';
import { useSession } from '@/session/session';

import { Choice } from '../Choice';
const colours: Record<string, string> = { planned: 'blue', reserved: 'teal', done: 'green', cancelled: 'gray' };

export default function MovesScreen() {
  const t = useT();
  const format = useFormat();
  const go = useGo();
  const told = useTold();
  const refresh = useRefresh();
  const { company } = useSession();
  const [search, change] = useSearch();
  const [chosen, setChosen] = useState<string[]>([]);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState('');
  const show = search.show ?? 'open';
  const day = today();
  const limit = Number(search.shown ?? 100);
  const states: Record<string, string[]> = {
    open: ['state:in:planned|reserved'], late: ['state:in:planned|reserved', `planned_on:lt:${day}`], done: ['state:eq:done'], cancelled: ['state:eq:cancelled'], all: [],
  };
  const moves = useList('stock-move', {
    filter: [`company:eq:${company.id}`, ...(states[show] ?? []), ...(search.item ? [`item:eq:${search.item}`] : [])],
    q: search.q, sort: show === 'open' || show === 'late' ? 'planned_on' : '-created_at', limit: Math.min(limit, 500),
  });
  const names: Record<string, string> = { planned: t('stock-planned'), reserved: t('stock-held'), done: t('stock-done'), cancelled: t('stock-cancelled') };
  const items = moves.data?.items ?? [];
  const open = items.filter((one) => one.state === 'planned' || one.state === 'reserved');
  const picked = open.filter((one) => chosen.includes(one.id)).map((one) => one.id);
  const during = async (what: string, work: () => Promise<unknown>, done: string) => {
    setBusy(what);
    setWrong({});
    try {
      await work();
      told.done(done);
      setChosen([]);
    } catch (error) {
      // What is missing stands at the line that misses it.
      const at = error instanceof Problem ? Object.entries(error.byField).flatMap(([pointer, text]) => {
        const place = /^(?:moves|planned)\/(\d+)/.exec(pointer);
        return place ? [[picked[Number(place[1])]!, text] as const] : [];
      }) : [];
      setWrong(Object.fromEntries(at));
      if (at.length === 0) told.failed(error);
    }
    await refresh();
    setBusy('');
  };
  const all = { company: company.id, moves: picked };
  const reserve = () => during('reserve', () => act('stock.reserve', { ...all, partial: false }), t('stock-reserve-done'));
  const release = () => during('release', () => act('stock.unreserve', all), t('stock-unreserve-done'));
  const doThem = () => during('do', () => act('stock.do', { company: company.id, on: day, planned: picked.map((move) => ({ move })) }), t('stock-do-done'));
  const cancel = () => during('cancel', () => act('stock.cancel', all), t('stock-cancel-done'));
  const reverse = (move: KeelRecord) =>
    modals.openConfirmModal({
      title: t('stock-reverse-title', { number: String(move.number) }),
      children: <Text size="sm">{t('stock-reverse-why')}</Text>,
      labels: { confirm: t('stock-reverse'), cancel: t('cancel') },
      onConfirm: () => void act('stock.reverse', { company: company.id, move: move.id, on: day }).then(() => told.done(t('stock-reverse-done')), told.failed).then(() => refresh()),
    });
  return (
    <Screen title={t('stock-moves')} actions={<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => go('/stock/move/new')}>{t('stock-move-new')}</Button>}>
      <Group mb="sm" gap="xs" className="no-print">
        <Choice
          label={t('stock-state')} value={show} onChange={(value) => { setChosen([]); change({ show: value === 'open' ? null : value }); }}
          data={[{ value: 'open', label: t('stock-open') }, { value: 'late', label: t('stock-late') }, { value: 'done', label: t('stock-done') }, { value: 'cancelled', label: t('stock-cancelled') }, { value: 'all', label: t('stock-which-all') }]}
        />
        <TextInput
          aria-label={t('search')} placeholder={t('stock-moves-search')} size="sm" leftSection={<IconSearch size={16} aria-hidden />}
          value={search.q ?? ''} onChange={(event) => change({ q: event.currentTarget.value })}
        />
        {picked.length > 0 && (
          <Group gap="xs">
            <Button loading={busy === 'do'} onClick={() => void doThem()}>{t('stock-do', { count: picked.length })}</Button>
            <Button variant="default" loading={busy === 'reserve'} onClick={() => void reserve()}>{t('stock-reserve')}</Button>
            <Button variant="default" loading={busy === 'release'} onClick={() => void release()}>{t('stock-unreserve')}</Button>
            <Button variant="default" loading={busy === 'cancel'} onClick={() => void cancel()}>{t('stock-cancel')}</Button>
          </Group>
        )}
      </Group>
      <Ready query={moves}>
        {(page) => page.items.length === 0 ? <Empty icon={IconTruck} title={t('stock-moves-none')} text={t('stock-moves-why')} /> : (
          <>
            <Table.ScrollContainer type="native" tabIndex={0} minWidth={820}>
              <Table highlightOnHover>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th w={40} className="no-print">
                      {open.length > 0 && <Checkbox aria-label={t('stock-choose-all')} checked={picked.length === open.length} indeterminate={picked.length > 0 && picked.length < open.length} onChange={(event) => setChosen(event.currentTarget.checked ? open.map((one) => one.id) : [])} />}
                    </Table.Th>
                    <Table.Th>{t('stock-number')}</Table.Th><Table.Th>{t('stock-item')}</Table.Th><Table.Th>{t('stock-from')}</Table.Th><Table.Th>{t('stock-to')}</Table.Th>
                    <Table.Th ta="end">{t('stock-quantity')}</Table.Th><Table.Th>{t('stock-day')}</Table.Th><Table.Th>{t('stock-state')}</Table.Th><Table.Th className="no-print" />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {page.items.map((one) => {
                    const state = String(one.state);
                    const late = (state === 'planned' || state === 'reserved') && one.planned_on && String(one.planned_on) < day;
                    const on = one.done_on ?? one.planned_on;
                    return (
                      <Table.Tr key={one.id}>
                        <Table.Td className="no-print">
                          {(state === 'planned' || state === 'reserved') && (
                            <Checkbox aria-label={t('stock-choose', { number: String(one.number) })} checked={chosen.includes(one.id)} onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))} />
                          )}
                        </Table.Td>
                        <Table.Td><Go size="sm" to={`/r/stock-move/${one.id}`}>{String(one.number)}</Go>{Boolean(one.reference) && <Text size="xs" c="dimmed">{String(one.reference)}</Text>}</Table.Td>
                        <Table.Td><ReferenceLink type="item" id={String(one.item)} />{wrong[one.id] && <Text size="sm" c="var(--mantine-color-error)" role="alert">{wrong[one.id]}</Text>}</Table.Td>
                        <Table.Td><ReferenceLink type="location" id={String(one.from_location)} /></Table.Td>
                        <Table.Td><ReferenceLink type="location" id={String(one.to_location)} /></Table.Td>
                        <Table.Td className="figure">{format.decimal(new Decimal(String(one.quantity)).toFixed())}</Table.Td>
                        <Table.Td>{on ? format.day(String(on)) : ''}</Table.Td>
                        <Table.Td>{late ? <Badge color="red">{t('stock-late')}</Badge> : <Badge color={colours[state] ?? 'gray'}>{names[state] ?? state}</Badge>}</Table.Td>
                        <Table.Td className="no-print">{state === 'done' && !one.reverses && <Button variant="subtle" size="compact-xs" onClick={() => reverse(one)}>{t('stock-reverse')}</Button>}</Table.Td>
                      </Table.Tr>
                    );
                  })}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            {page.next && limit < 500 && <Button mt="sm" variant="default" onClick={() => change({ shown: '500' })}>{t('more')}</Button>}
          </>
        )}
      </Ready>
    </Screen>
  );
}
