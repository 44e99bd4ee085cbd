// One import as it was done: what it made, what it could not resolve, and how to take it back.
import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { api, data } from '@/api/client';
import { type KeelRecord, useRecord } from '@/api/records';
import { Go, useParam } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Notice, Ready } from '@/app/states';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Findings } from './Findings';
import { State } from './ImportsScreen';
import { UndoButton } from './undo';
import { Counts } from './Counts';

export default function BatchScreen() {
  const query = useRecord('import-batch', useParam('id'));
  return <Ready query={query}>{({ record }) => <Batch batch={record} />}</Ready>;
}

function Batch({ batch }: { batch: KeelRecord }) {
  const t = useT();
  const format = useFormat();
  const { types } = useSession();
  const type = String(batch.record_type);
  const findings = useQuery({
    queryKey: ['records', 'import-batch', 'findings', batch.id],
    queryFn: () => data(api.GET('/api/v1/imports/findings', { params: { query: { batch: batch.id } } })),
  });
  const created = Number(batch.created_count);
  return (
    <Screen
      title={String(batch.source)}
      before={<Text size="sm"><Go to="/import">{t('import')}</Go></Text>}
      actions={batch.undone_at ? undefined : <UndoButton batch={batch.id} source={String(batch.source)} created={created} company={(batch.company as string | null) ?? null} />}
    >
      <Stack>
        <Group gap="md">
          <State batch={batch} />
          <Text size="sm">{format.instant(String(batch.created_at))}</Text>
          <Go to={`/r/${type}`} size="sm">{types.find((one) => one.name === type)?.label ?? type}</Go>
        </Group>
        {Boolean(batch.undone_at) && (
          <Notice kind="past" title={t('import-undone')}>{t('import-undone-at', { at: format.instant(String(batch.undone_at)) })}</Notice>
        )}
        <Counts
          rows={Number(batch.row_count)} created={created} updated={Number(batch.updated_count)}
          unchanged={Number(batch.unchanged_count)} failed={Number(batch.failed_count)}
        />
        <Title order={2}>{t('import-findings')}</Title>
        <Ready query={findings}>
          {(found) => found.length === 0 ? <Text size="sm" c="dimmed">{t('import-no-findings')}</Text> : <Findings findings={found} type={type} />}
        </Ready>
      </Stack>
    </Screen>
  );
}
