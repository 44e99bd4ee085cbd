// The records that entries are made of, each with its list.
import { SimpleGrid, Text } from '@mantine/core';

import { Go } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

const names = [
  'ledger-setting', 'tax-code', 'payment-term', 'dimension', 'dimension-value', 'account-dimension', 'journal', 'fiscal-year', 'period', 'reconciliation', 'entry-line',
];

export default function Setup() {
  const t = useT();
  const { types } = useSession();
  return (
    <Screen title={t('ledger-setup')}>
      <Text c="dimmed" size="sm" mb="md">{t('ledger-setup-why')}</Text>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
        {names.flatMap((name) => types.find((one) => one.name === name && one.may.read) ?? []).map((type) => (
          <div key={type.name}>
            <Go to={`/r/${type.name}`} fw={500}>{type.label}</Go>
            <Text size="sm" c="dimmed">{type.help}</Text>
          </div>
        ))}
      </SimpleGrid>
    </Screen>
  );
}
