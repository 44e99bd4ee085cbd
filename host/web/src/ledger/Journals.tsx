// Journals: each with its entries and a new one.
import { Button, Group, Table, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';

import { useType } from '@/api/meta';
import { useList } from '@/api/records';
import { Go, useGo } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Ready } from '@/app/states';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

export default function Journals() {
  const t = useT();
  const go = useGo();
  const { company, may } = useSession();
  const journals = useList('journal', { filter: [`company:eq:${company.id}`], sort: 'code', limit: 200 });
  const kinds = useType('journal')?.fields.find((one) => one.name === 'kind')?.options;
  return (
    <Screen
      title={t('ledger-journals')}
      actions={may('journal', 'create') && <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => go('/r/journal/new')}>{t('ledger-journal-new')}</Button>}
    >
      <Ready query={journals}>
        {(page) => (
          <Table aria-label={t('ledger-journals')} highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('ledger-journal')}</Table.Th>
                <Table.Th visibleFrom="sm">{t('ledger-kind')}</Table.Th>
                <Table.Th className="no-print"><span className="said">{t('more')}</span></Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {page.items.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td><Go to="/reports/journal" search={{ journal: String(one.code) }}>{String(one.code)} · {String(one.name)}</Go></Table.Td>
                  <Table.Td visibleFrom="sm"><Text size="sm" c="dimmed">{kinds?.find((kind) => kind.value === one.kind)?.label ?? String(one.kind)}</Text></Table.Td>
                  <Table.Td className="no-print">
                    <Group gap="xs" justify="end">
                      <Button variant="default" onClick={() => go('/ledger/entry/new', { search: { journal: one.id } })} aria-label={t('ledger-new-entry-in', { journal: String(one.name) })}>{t('ledger-new-entry')}</Button>
                      <Button variant="subtle" onClick={() => go(`/r/journal/${one.id}`)} aria-label={t('ledger-journal-edit', { journal: String(one.name) })}>{t('edit')}</Button>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Ready>
    </Screen>
  );
}
