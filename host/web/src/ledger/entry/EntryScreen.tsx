// A posted entry: its lines, what of them is open, why it is here, and what can be done about it.
import { Badge, Button, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowBackUp, IconCopy, IconPrinter } from '@tabler/icons-react';

import { useType } from '@/api/meta';
import { type KeelRecord, useRecord } from '@/api/records';
import { Go, useGo, useParam, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Ready } from '@/app/states';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Fact } from '../Fact';
import { EntryLines } from './EntryLines';
import { Origin } from './Origin';
import { Reverse } from './Reverse';

export default function EntryScreen() {
  const id = useParam('id');
  const entry = useRecord('entry', id);
  return <Ready query={entry}>{({ record }) => <Shown entry={record} />}</Ready>;
}

function Shown({ entry }: { entry: KeelRecord }) {
  const t = useT();
  const go = useGo();
  const format = useFormat();
  const { company, companies } = useSession();
  const [search] = useSearch();
  const [reversing, { open, close }] = useDisclosure(false);
  const type = useType('entry');
  const kind = type?.fields.find((one) => one.name === 'kind')?.options?.find((one) => one.value === entry.kind)?.label ?? String(entry.kind);
  const owner = companies.find((one) => one.id === entry.company) ?? company;
  return (
    <Screen
      title={String(entry.number)}
      before={<Text size="xs" className="no-print"><Go to="/r/entry">{t('ledger-entries')}</Go></Text>}
      actions={
        <>
          {entry.kind !== 'normal' && <Badge>{kind}</Badge>}
          <Button variant="default" leftSection={<IconCopy size={16} />} onClick={() => go('/ledger/entry/new', { search: { from: entry.id } })}>{t('ledger-copy')}</Button>
          <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={open}>{t('ledger-reverse')}</Button>
          <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>{t('print')}</Button>
        </>
      }
    >
      <Stack gap="md">
        <Text className="print-only">{owner.name}</Text>
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
          <Fact label={t('ledger-day')}>{format.day(String(entry.entry_on))}</Fact>
          <Fact label={t('ledger-journal')}><ReferenceLink type="journal" id={String(entry.journal)} /></Fact>
          <Fact label={t('ledger-period')}><ReferenceLink type="period" id={String(entry.period)} /></Fact>
          {entry.contact ? <Fact label={t('ledger-contact')}><ReferenceLink type="contact" id={String(entry.contact)} /></Fact> : null}
          {entry.reference ? <Fact label={t('ledger-reference')}>{String(entry.reference)}</Fact> : null}
          {entry.narration ? <Fact label={t('ledger-narration')}>{String(entry.narration)}</Fact> : null}
        </SimpleGrid>
        <EntryLines entry={entry} marked={search.account} own={owner.currency} />
        <Paper withBorder p="sm" component="section" aria-labelledby="ledger-why">
          <Title order={2} id="ledger-why" mb="xs">{t('ledger-why')}</Title>
          <Origin entry={entry} />
        </Paper>
      </Stack>
      <Reverse entry={entry} opened={reversing} close={close} />
    </Screen>
  );
}
