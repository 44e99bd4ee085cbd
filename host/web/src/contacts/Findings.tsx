// What imports of contacts could not recognise and kept as it was given: by file, row and column.
import { Badge, Select, Table, Text } from '@mantine/core';
import { IconFileCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { fetched } from '@/api/http';
import { useList } from '@/api/records';
import { Go, recordPath, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready } from '@/app/states';
import { useFormat, useT } from '@/i18n';

interface Finding {
  row: number;
  column: string;
  severity: 'error' | 'unresolved' | 'note';
  code: string;
  given: string;
  message: string;
  record: string | null;
}

const colours = { error: 'red', unresolved: 'orange', note: 'gray' } as const;

export default function Findings() {
  const t = useT();
  const format = useFormat();
  const [search, change] = useSearch();
  const batches = useList('import-batch', { filter: ['record_type:eq:contact', 'undone_at:empty'], sort: '-created_at', limit: 100 });
  const all = batches.data?.items ?? [];
  const batch = search.batch ?? (all.find((one) => Number(one.finding_count) > 0) ?? all[0])?.id;
  const findings = useQuery({
    queryKey: ['records', 'import-batch', 'findings', batch],
    queryFn: () => fetched<Finding[]>('/api/v1/imports/findings', { query: { batch } }),
    enabled: Boolean(batch),
  });
  return (
    <Screen title={t('contacts-findings')}>
      <Ready query={batches}>
        {() => all.length === 0 ? <Empty icon={IconFileCheck} title={t('contacts-imports-none')} text={t('contacts-imports-none-why')} /> : (
          <>
            <Select
              label={t('contacts-import')} size="sm" maw={420} mb="md" allowDeselect={false} value={batch ?? null} onChange={(id) => change({ batch: id }, { push: true })}
              data={all.map((one) => ({ value: one.id, label: t('contacts-import-of', { source: String(one.source), at: format.instant(String(one.created_at)), count: Number(one.finding_count) }) }))}
            />
            <Ready query={findings}>
              {(found) => found.length === 0 ? <Empty icon={IconFileCheck} title={t('contacts-findings-none')} /> : (
                <Table.ScrollContainer minWidth={640} type="native" tabIndex={0} role="region" aria-label={t('contacts-findings')}>
                  <Table aria-label={t('contacts-findings')} highlightOnHover>
                    <Table.Thead>
                      <Table.Tr>
                        <Table.Th>{t('contacts-row')}</Table.Th>
                        <Table.Th>{t('contacts-column')}</Table.Th>
                        <Table.Th>{t('contacts-given')}</Table.Th>
                        <Table.Th>{t('contacts-finding')}</Table.Th>
                        <Table.Th>{t('contacts-contact')}</Table.Th>
                      </Table.Tr>
                    </Table.Thead>
                    <Table.Tbody>
                      {found.map((one, index) => (
                        <Table.Tr key={index}>
                          <Table.Td>{one.row}</Table.Td>
                          <Table.Td>{one.column}</Table.Td>
                          <Table.Td><Text size="sm" ff="monospace">{one.given}</Text></Table.Td>
                          <Table.Td><Badge color={colours[one.severity]}>{t(`contacts-severity-${one.severity}`)}</Badge> {one.message}</Table.Td>
                          <Table.Td>{one.record && <Go to={recordPath('contact', one.record)} inherit>{t('open')}</Go>}</Table.Td>
                        </Table.Tr>
                      ))}
                    </Table.Tbody>
                  </Table>
                </Table.ScrollContainer>
              )}
            </Ready>
          </>
        )}
      </Ready>
    </Screen>
  );
}
