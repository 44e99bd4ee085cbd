// The value of goods in stock changed without a move: written up or down, a late cost of a receipt, a new standard cost.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';

import { act, uuid } from '@/api/http';
import { Problem } from '@/api/problem';
import { useRefresh } from '@/api/records';
import { recordPath, Go, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Notice, useSentence } from '@/app/states';
import { EditValue } from '@/fields/EditValue';
import { useFormat, useT } from '@/i18n';
import { today } from '@/i18n/format';
import { useSession } from '@/session/session';

import { Choice } from './Choice';
import { plainField } from './data';

interface Done { change: string; value: string; entry?: string | null }

export default function Revalue() {
  const t = useT();
  const format = useFormat();
  const sentence = useSentence();
  const refresh = useRefresh();
  const { company } = useSession();
  const [search, change] = useSearch();
  const how = search.how ?? 'amount';
  const [given, setGiven] = useState<Record<string, unknown>>({ on: today() });
  const [problem, setProblem] = useState<unknown>(null);
  const [done, setDone] = useState<Done | null>(null);
  const [busy, setBusy] = useState(false);
  const optional = { required: false };
  const fields = [
    how === 'late' ? plainField('move', t('stock-receipt'), 'reference', { to: 'stock-move' }) : plainField('item', t('stock-item'), 'reference', { to: 'item' }),
    how === 'standard' ? plainField('standard_cost', t('stock-standard-cost'), 'decimal') : plainField('amount', t('stock-amount'), 'decimal', { help: t('stock-amount-why') }),
    ...(how === 'late' ? [plainField('account', t('stock-account'), 'reference', { to: 'account', help: t('stock-account-why'), ...optional })] : []),
    plainField('on', t('stock-day'), 'day'),
    plainField('reference', t('stock-reference'), 'text', { max: 200, ...optional }),
  ];
  const errors = problem instanceof Problem ? problem.byField : {};
  const rest = problem && !fields.some((one) => errors[one.name]) ? sentence(problem) : '';
  const send = async () => {
    setBusy(true);
    setProblem(null);
    setDone(null);
    try {
      setDone(await act<Done>('stock.revalue', { company: company.id, ...Object.fromEntries(fields.map((one) => [one.name, given[one.name] ?? null])) }, uuid()));
      setGiven({ on: given.on });
      await refresh();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <Screen title={t('stock-revalue')}>
      <Stack maw={480}>
        <Text size="sm" c="dimmed">{t('stock-revalue-why')}</Text>
        <Choice
          label={t('stock-kind')} value={how} onChange={(value) => change({ how: value === 'amount' ? null : value })}
          data={[{ value: 'amount', label: t('stock-write') }, { value: 'late', label: t('stock-late-cost') }, { value: 'standard', label: t('stock-standard-cost') }]}
        />
        {fields.map((field) => (
          <EditValue key={field.name} field={field} value={given[field.name] ?? null} error={errors[field.name]} onChange={(value) => setGiven({ ...given, [field.name]: value })} />
        ))}
        {rest && <Text c="var(--mantine-color-error)" role="alert">{rest}</Text>}
        {done && (
          <Notice kind="good" title={t('stock-revalue-done', { change: format.money(done.change, company.currency), value: format.money(done.value, company.currency) })}>
            {done.entry && <Go to={recordPath('entry', done.entry)}>{t('stock-entry')}</Go>}
          </Notice>
        )}
        <Group><Button size="sm" loading={busy} onClick={() => void send()}>{t('stock-revalue')}</Button></Group>
      </Stack>
    </Screen>
  );
}
