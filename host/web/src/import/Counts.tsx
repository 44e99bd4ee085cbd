// Figures of an import: rows, made, changed, unchanged, refused.
import { Group, Paper, Text } from '@mantine/core';

import { useFormat, useT } from '@/i18n';

export function Counts({ rows, created, updated, unchanged, failed, would }: {
  rows: number; created: number; updated: number; unchanged: number; failed: number;
  /** It was a dry run: nothing is done yet. */
  would?: boolean;
}) {
  const t = useT();
  const format = useFormat();
  const figures: [string, number, string?][] = [
    [t('import-rows'), rows],
    [would ? t('import-would-create') : t('import-created'), created],
    [would ? t('import-would-update') : t('import-updated'), updated],
    [t('import-unchanged'), unchanged],
    [t('import-failed'), failed, failed > 0 ? 'red.8' : undefined],
  ];
  return (
    <Group gap="xs" role="status">
      {figures.filter(([, figure], at) => figure > 0 || at < 2 || at === 4).map(([label, figure, colour]) => (
        <Paper key={label} withBorder px="sm" py={6} miw={96}>
          <Text size="xs" c="dimmed">{label}</Text>
          <Text fw={600} size="lg" className="tabular" c={colour}>{format.decimal(figure)}</Text>
        </Paper>
      ))}
    </Group>
  );
}
