// Two contacts side by side: differences are marked, each field's value is chosen, then they become one.
import { Alert, Badge, Button, Group, Radio, Stack, Table, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowsExchange, IconGitMerge } from '@tabler/icons-react';
import { useState } from 'react';

import { act } from '@/api/http';
import { type RecordType, useType } from '@/api/meta';
import { type KeelRecord, useRecord, useRefresh } from '@/api/records';
import { useKeys } from '@/app/keys';
import { Go, recordPath, useGo, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Ready, useSentence } from '@/app/states';
import { useTold } from '@/app/told';
import { ShowValue } from '@/fields/Show';
import { useT } from '@/i18n';

import '../contacts.css';
import { useApart } from '../Duplicates';
import { choices, type Compared, compare, type Lines, linesOf, type Whose } from './sides';

export default function Merge() {
  const t = useT();
  const [search] = useSearch();
  const type = useType('contact');
  const survivor = useRecord('contact', search.survivor);
  const loser = useRecord('contact', search.loser);
  const both = survivor.data && loser.data && type ? { survivor: survivor.data.record, loser: loser.data.record, type } : undefined;
  return (
    <Screen title={t('contacts-merge')} before={<Text size="xs"><Go to="/contacts/duplicates">{t('contacts-duplicates')}</Go></Text>}>
      <Ready query={{ data: both, error: survivor.error ?? loser.error, refetch: () => void Promise.all([survivor.refetch(), loser.refetch()]) }}>
        {(found) => <Sides key={`${found.survivor.id} ${found.loser.id}`} {...found} />}
      </Ready>
    </Screen>
  );
}

function Sides({ type, survivor, loser }: { type: RecordType; survivor: KeelRecord; loser: KeelRecord }) {
  const t = useT();
  const go = useGo();
  const told = useTold();
  const sentence = useSentence();
  const refresh = useRefresh();
  const [, change] = useSearch();
  const [, keepApart] = useApart();
  const [chosen, setChosen] = useState<Record<string, Whose>>({});
  const [equal, { toggle }] = useDisclosure(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const compared = compare(type, survivor, loser);
  const differing = compared.filter((one) => one.differs);
  const alike = compared.filter((one) => !one.differs);
  const names = { survivor: String(survivor.name), loser: String(loser.name) };
  const merge = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      const done = await act<{ id: string; moved: Record<string, number> }>('contact.merge', { survivor: survivor.id, loser: loser.id, fields: choices(compared, chosen) });
      await refresh();
      told.done(t('contacts-merged', { name: names.survivor, count: Object.values(done.moved).reduce((sum, one) => sum + one, 0) }));
      go(recordPath('contact', done.id), { replace: true });
    } catch (error) {
      setFailure(sentence(error));
      setBusy(false);
    }
  };
  useKeys([{ keys: 'mod+Enter', label: t('contacts-merge-do'), run: () => void merge() }]);
  const row = (one: Compared) => (
    <Choose key={one.field.name} one={one} names={names} whose={chosen[one.field.name] ?? one.given} choose={(whose) => setChosen((before) => ({ ...before, [one.field.name]: whose }))} records={{ survivor, loser }} />
  );
  return (
    <Stack gap="md">
      {failure && <Alert color="red" variant="outline" role="alert">{failure}</Alert>}
      <Table.ScrollContainer minWidth={520} type="native" tabIndex={0} role="region" aria-label={t('contacts-side-by-side')}>
        <Table aria-label={t('contacts-side-by-side')} withTableBorder layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="22%">{t('contacts-field')}</Table.Th>
              <Table.Th><Badge color="green">{t('contacts-stays')}</Badge> <Go to={recordPath('contact', survivor.id)} inherit>{names.survivor}</Go></Table.Th>
              <Table.Th><Badge color="gray">{t('contacts-goes')}</Badge> <Go to={recordPath('contact', loser.id)} inherit>{names.loser}</Go></Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {differing.map(row)}
            {differing.length === 0 && <Table.Tr><Table.Td colSpan={3}><Text size="sm" c="dimmed">{t('contacts-no-difference')}</Text></Table.Td></Table.Tr>}
            {linesOf(type, survivor, loser).map((one) => <Together key={one.collection.name} lines={one} />)}
            {equal && alike.map(row)}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {alike.length > 0 && <Group><Button variant="subtle" aria-expanded={equal} onClick={toggle}>{t(equal ? 'contacts-alike-hide' : 'contacts-alike', { count: alike.length })}</Button></Group>}
      <section aria-labelledby="contacts-what">
        <Title order={2} id="contacts-what">{t('contacts-what')}</Title>
        <Text size="sm">{t('contacts-merge-why', { survivor: names.survivor, loser: names.loser })}</Text>
      </section>
      <Group justify="end" gap="xs">
        <Button variant="subtle" color="gray" onClick={() => { keepApart(survivor.id, loser.id); go('/contacts/duplicates'); }}>{t('contacts-apart')}</Button>
        <Button variant="default" leftSection={<IconArrowsExchange size={16} />} onClick={() => change({ survivor: loser.id, loser: survivor.id }, { push: true })}>{t('contacts-swap')}</Button>
        <Button leftSection={<IconGitMerge size={16} />} loading={busy} onClick={() => void merge()}>{t('contacts-merge-do')}</Button>
      </Group>
    </Stack>
  );
}

function Choose({ one, names, whose, choose, records }: {
  one: Compared; names: Record<Whose, string>; whose: Whose; choose: (whose: Whose) => void; records: Record<Whose, KeelRecord>;
}) {
  const t = useT();
  const cell = (side: Whose) => {
    const empty = one[side] === null || one[side] === undefined || one[side] === '';
    return (
      <Table.Td className={whose === side ? 'holds' : undefined}>
        <Group gap="xs" wrap="nowrap" align="start">
          <Radio name={`merge-${one.field.name}`} checked={whose === side} onChange={() => choose(side)} aria-label={t('contacts-take', { field: one.field.label, name: names[side] })} />
          <Text size="sm" component="div" c={empty ? 'dimmed' : undefined}>{empty ? t('contacts-nothing') : <ShowValue field={one.field} value={one[side]} document={records[side]} />}</Text>
        </Group>
      </Table.Td>
    );
  };
  return (
    <Table.Tr className={one.differs ? 'differs' : undefined}>
      <Table.Th scope="row">{one.field.label}</Table.Th>
      {cell('survivor')}
      {cell('loser')}
    </Table.Tr>
  );
}

/** Lines are not chosen: both sides' are kept, equal ones once. */
function Together({ lines }: { lines: Lines }) {
  const t = useT();
  const side = (rows: Record<string, unknown>[]) => (
    <Table.Td>
      {rows.map((row, index) => (
        <Text key={index} size="sm" component="div">
          {lines.collection.fields.filter((one) => row[one.name] !== null && row[one.name] !== undefined && row[one.name] !== '' && one.kind !== 'id').map((one, at) => (
            <span key={one.name}>{at > 0 && ' · '}<ShowValue field={one} value={row[one.name]} document={row} /></span>
          ))}
        </Text>
      ))}
    </Table.Td>
  );
  return (
    <Table.Tr>
      <Table.Th scope="row">{lines.collection.label} <Text size="xs" c="dimmed" fw={400}>{t('contacts-together')}</Text></Table.Th>
      {side(lines.survivor)}
      {side(lines.loser)}
    </Table.Tr>
  );
}
