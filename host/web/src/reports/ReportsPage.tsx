// All reports of the host by what they are about, each with one sentence.
import { SimpleGrid, Stack, Text, Title } from '@mantine/core';

import { Go } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { useT } from '@/i18n';

import { definitions, groups } from './definitions';
import { useWords } from './words';

export default function ReportsPage() {
  const t = useT();
  const words = useWords();
  return (
    <Screen title={t('reports')}>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} spacing="lg">
        {groups.map((group) => (
          <Stack key={group} gap="sm" component="section" aria-labelledby={`reports-group-${group}`}>
            <Title order={2} id={`reports-group-${group}`}>{t(`reports-group-${group}`)}</Title>
            {definitions.filter((one) => one.group === group).map((one) => (
              <div key={one.name}>
                <Go to={`/reports/${one.name}`} fw={500}>{words.title(one.name)}</Go>
                <Text size="sm" c="dimmed">{words.about(one.name)}</Text>
              </div>
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Screen>
  );
}
