// Why an entry is here: who posted it, when, through which plugin and for which record, what it takes back and what took it back.
import { SimpleGrid, Text } from '@mantine/core';

import { type KeelRecord, useList } from '@/api/records';
import { Go, recordPath } from '@/app/navigation';
import { ReferenceLink } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { useTitle } from '@/records/titles';
import { useSession } from '@/session/session';

import { Fact } from '../Fact';

const text = (value: unknown) => (typeof value === 'string' && value ? value : null);

export function Origin({ entry }: { entry: KeelRecord }) {
  const t = useT();
  const format = useFormat();
  const { types } = useSession();
  const user = useTitle(entry.actor_id ? 'user' : undefined, text(entry.actor_id));
  const back = useList('entry', { filter: [`reverses:eq:${entry.id}`], fields: 'number', limit: 1 }).data?.items[0];
  const kind = String(entry.actor_kind);
  const who = t(`ledger-actor-${kind}`);
  const source = text(entry.source_type);
  const sourceType = types.find((one) => one.name === source);
  const via = text(entry.via);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
      <Fact label={t('ledger-posted-at')}>{format.instant(String(entry.posted_at))}</Fact>
      <Fact label={t('ledger-posted-by')}>{[user, who === `ledger-actor-${kind}` ? kind : who].filter(Boolean).join(' · ')}</Fact>
      {text(entry.plugin) && (
        <Fact label={t('ledger-plugin')}>
          {[text(entry.plugin), text(entry.plugin_version)].filter(Boolean).join(' ')}
          {text(entry.package_digest) && <Text size="xs" c="dimmed" ff="monospace" truncate maw={220} title={String(entry.package_digest)}>{String(entry.package_digest)}</Text>}
        </Fact>
      )}
      {via && via !== 'http' && <Fact label={t('ledger-via')}>{via}</Fact>}
      {source && (
        <Fact label={t('ledger-source')}>
          {sourceType?.label ?? source} {text(entry.source_id) && (sourceType
            ? <ReferenceLink type={source} id={String(entry.source_id)} />
            : <Go to={recordPath(source, String(entry.source_id))}>{String(entry.source_id).slice(0, 8)}</Go>)}
        </Fact>
      )}
      {text(entry.reverses) && <Fact label={t('ledger-reverses')}><ReferenceLink type="entry" id={String(entry.reverses)} /></Fact>}
      {back && <Fact label={t('ledger-reversed-by')}><Go to={recordPath('entry', back.id)}>{String(back.number)}</Go></Fact>}
      <Fact label={t('ledger-chain')}>{t('ledger-chain-no', { no: Number(entry.chain_no) })}</Fact>
      <Fact label={t('ledger-entry-lines')}><Go to="/reports/journal" search={{ from: String(entry.entry_on), to: String(entry.entry_on) }}>{t('ledger-that-day')}</Go></Fact>
    </SimpleGrid>
  );
}
