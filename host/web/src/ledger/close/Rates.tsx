// Exchange rates: those that are kept, and several typed at once as a grid; what is posted keeps the rate that it had.
import { Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';

import { act } from '@/api/http';
import { Problem } from '@/api/problem';
import { useList, useRefresh } from '@/api/records';
import { useKeys } from '@/app/keys';
import { useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Ready, useSentence } from '@/app/states';
import { useTold } from '@/app/told';
import { type GridColumn, type GridRow, LineGrid } from '@/fields/LineGrid';
import { useFormat, useT } from '@/i18n';
import { today } from '@/i18n/format';
import { useSession } from '@/session/session';

import { field } from '../field';

const blank = (): GridRow => ({ currency: null, valid_on: today(), rate: null });

export default function Rates() {
  const t = useT();
  const format = useFormat();
  const told = useTold();
  const sentence = useSentence();
  const refresh = useRefresh();
  const { company, may } = useSession();
  const [search, change] = useSearch();
  const [rows, setRows] = useState<GridRow[]>([blank()]);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const wanted = (search.currency ?? '').trim().toUpperCase();
  const kept = useList('currency-rate', { filter: [`company:eq:${company.id}`, ...(wanted ? [`currency:starts:${wanted}`] : [])], sort: '-valid_on', limit: 200 });
  const columns: GridColumn[] = [
    { field: field('currency', t('currency'), 'text', { required: true, max: 3 }), width: 110 },
    { field: field('valid_on', t('ledger-valid-on'), 'day', { required: true }), width: 140 },
    { field: field('rate', t('ledger-rate-for-one', { own: company.currency }), 'decimal', { required: true }), width: 180 },
  ];
  const save = async () => {
    const filled = rows.map((row, index) => ({ row, index })).filter(({ row }) => row.currency || row.rate);
    if (filled.length === 0 || busy) return;
    setBusy(true);
    setErrors({});
    setFailure(null);
    try {
      const rates = filled.map(({ row }) => ({ currency: String(row.currency ?? '').toUpperCase(), valid_on: row.valid_on, rate: row.rate ?? '0' }));
      await act('ledger.set-rates', { company: company.id, rates });
      told.done(t('saved'));
      setRows([blank()]);
      await refresh('currency-rate');
    } catch (error) {
      // `rates/0/rate` is the cell of the row that was the first filled one.
      const found = error instanceof Problem ? Object.entries(error.byField).flatMap(([pointer, said]) => {
        const [list, at, name] = pointer.split('/');
        const line = filled[Number(at)];
        return list === 'rates' && line ? [[`${line.index}/${name}`, said] as const] : [];
      }) : [];
      if (found.length > 0) setErrors(Object.fromEntries(found));
      else setFailure(sentence(error));
    }
    setBusy(false);
  };
  useKeys([{ keys: 'mod+S', label: t('save'), run: () => void save() }]);
  return (
    <Screen title={t('ledger-rates')}>
      <Stack gap="lg">
        {may('currency-rate', 'create') && (
          <section aria-label={t('ledger-rates-new')}>
            <Text size="sm" c="dimmed" mb="xs">{t('ledger-rates-why', { own: company.currency })}</Text>
            <LineGrid label={t('ledger-rates-new')} columns={columns} rows={rows} onChange={setRows} newRow={blank} errors={errors} />
            {failure && <Text size="sm" c="var(--mantine-color-error)" role="alert">{failure}</Text>}
            <Group mt="xs"><Button loading={busy} onClick={() => void save()}>{t('save')}</Button></Group>
          </section>
        )}
        <section aria-labelledby="ledger-rates-kept">
          <Group justify="space-between" mb="xs">
            <Title order={2} id="ledger-rates-kept">{t('ledger-rates-kept')}</Title>
            <TextInput aria-label={t('currency')} placeholder={t('currency')} size="sm" w={120} maxLength={3} value={search.currency ?? ''} onChange={(event) => change({ currency: event.currentTarget.value })} />
          </Group>
          <Ready query={kept}>
            {(page) => page.items.length === 0 ? <Text size="sm" c="dimmed">{t('ledger-rates-none')}</Text> : (
              <Table aria-label={t('ledger-rates-kept')} maw={560}>
                <Table.Thead>
                  <Table.Tr><Table.Th>{t('currency')}</Table.Th><Table.Th>{t('ledger-valid-on')}</Table.Th><Table.Th ta="end">{t('ledger-rate-for-one', { own: company.currency })}</Table.Th></Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {page.items.map((one) => (
                    <Table.Tr key={one.id}>
                      <Table.Td>{String(one.currency)}</Table.Td>
                      <Table.Td>{format.day(String(one.valid_on))}</Table.Td>
                      <Table.Td ta="end" className="figure">{format.decimal(String(one.rate).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''))}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </Ready>
        </section>
      </Stack>
    </Screen>
  );
}
