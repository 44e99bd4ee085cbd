// Counts: those that are open, those that were, and a new one.
import { Button, Group, MultiSelect, Paper, Select, Stack, Table, Text, Textarea, Title } from '@mantine/core';
import { IconClipboardCheck, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { act } from '@/api/http';
import { useList, useRefresh } from '@/api/records';
import { Go, useGo, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready, useSentence } from '@/app/states';
import { EditValue } from '@/fields/EditValue';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { today } from '@/i18n/format';
import { useSession } from '@/session/session';

import { plainField, useItems, usePlaces } from '../data';
import { StateBadge } from './CountScreen';

export default function CountsScreen() {
  const t = useT();
  const format = useFormat();
  const { company } = useSession();
  const [search, change] = useSearch();
  const counts = useList('stock-count', { filter: [`company:eq:${company.id}`], sort: '-created_at', limit: 100 });
  return (
    <Screen title={t('stock-counts')} actions={<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => change({ new: '1' }, { push: true })}>{t('stock-count-new')}</Button>}>
      {search.new && <Start close={() => change({ new: null })} />}
      <Ready query={counts}>
        {(page) => page.items.length === 0 ? !search.new && <Empty icon={IconClipboardCheck} title={t('stock-counts-none')} text={t('stock-counts-why')} /> : (
          <Table.ScrollContainer type="native" tabIndex={0} minWidth={360}>
            <Table highlightOnHover>
              <Table.Thead>
                <Table.Tr><Table.Th>{t('stock-number')}</Table.Th><Table.Th>{t('stock-location')}</Table.Th><Table.Th>{t('stock-day')}</Table.Th><Table.Th>{t('stock-state')}</Table.Th></Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {page.items.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td><Go size="sm" to={`/stock/counts/${one.id}`}>{String(one.number)}</Go></Table.Td>
                    <Table.Td><ReferenceLink type="location" id={String(one.location)} /></Table.Td>
                    <Table.Td>{format.day(String(one.counted_on))}</Table.Td>
                    <Table.Td><StateBadge state={String(one.state)} /></Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Ready>
    </Screen>
  );
}

function Start({ close }: { close: () => void }) {
  const t = useT();
  const go = useGo();
  const refresh = useRefresh();
  const sentence = useSentence();
  const { company } = useSession();
  const places = usePlaces();
  const items = useItems();
  const countable = (places.data ?? []).filter((one) => !one.closed && (one.kind === 'internal' || one.kind === 'transit'));
  const [given, setGiven] = useState<{ location: string | null; on: string; items: string[]; note: string }>({ location: null, on: today(), items: [], note: '' });
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const location = given.location ?? countable[0]?.id ?? null;
  const start = async () => {
    setBusy(true);
    setFailure('');
    try {
      const made = await act<{ count: string }>('stock.count-start', { company: company.id, location, on: given.on, items: given.items, note: given.note || null });
      await refresh('stock-count');
      go(`/stock/counts/${made.count}`);
    } catch (error) {
      setFailure(sentence(error));
      setBusy(false);
    }
  };
  return (
    <Paper withBorder p="md" mb="md" maw={560}>
      <Stack gap="sm">
        <Title order={2}>{t('stock-count-new')}</Title>
        <Select
          label={t('stock-location')} size="md" searchable allowDeselect={false} value={location} onChange={(id) => setGiven({ ...given, location: id })}
          data={countable.map((one) => ({ value: one.id, label: `${String(one.code)} · ${String(one.name)}` }))} nothingFoundMessage={t('nothing-found')}
        />
        <EditValue field={plainField('on', t('stock-day'), 'day')} value={given.on} onChange={(on) => on && setGiven({ ...given, on: String(on) })} />
        <MultiSelect
          label={t('stock-count-items')} description={t('stock-count-items-why')} size="md" searchable limit={30} value={given.items} onChange={(ids) => setGiven({ ...given, items: ids })}
          data={(items.data ?? []).filter((one) => one.kind !== 'service').map((one) => ({ value: one.id, label: `${String(one.code)} · ${String(one.name)}` }))}
          nothingFoundMessage={t('nothing-found')} comboboxProps={{ keepMounted: false }}
        />
        <Textarea label={t('stock-note')} size="md" autosize value={given.note} onChange={(event) => setGiven({ ...given, note: event.currentTarget.value })} />
        {failure && <Text c="var(--mantine-color-error)" role="alert">{failure}</Text>}
        <Group>
          <Button size="md" disabled={!location} loading={busy} onClick={() => void start()}>{t('stock-count-start')}</Button>
          <Button size="md" variant="default" onClick={close}>{t('cancel')}</Button>
        </Group>
      </Stack>
    </Paper>
  );
}
