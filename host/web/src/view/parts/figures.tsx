// Nodes of figures: stat, progress, facts, table.
import { Group, Paper, Progress, ScrollArea, Stack, Table, Text } from '@mantine/core';

import { useFormat } from '@/i18n';

import { useView } from '../context';
import type { Cell, Place, Tone } from '../document';
import { CellView, colours, isFigureCell, pathOf, PlaceLink, useGoToPlace } from '../values';

// Large figures: three to one is enough, in both schemes.
const inks: Partial<Record<Tone, string>> = {
  good: 'light-dark(var(--mantine-color-green-9), var(--mantine-color-green-5))',
  warn: 'light-dark(var(--mantine-color-orange-9), var(--mantine-color-orange-5))',
  bad: 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-4))',
};

export function StatNode({ node }: { node: { label: string; value: Cell; hint?: string; tone?: Tone; open?: Place } }) {
  const ink = node.tone && inks[node.tone];
  const label = node.open ? <PlaceLink place={node.open}>{node.label}</PlaceLink> : node.label;
  return (
    <Paper withBorder p="sm" h="100%">
      <Text size="sm" c="dimmed">{label}</Text>
      <Text size="xl" fw={600} c={ink} component="div" style={{ overflowWrap: 'anywhere' }}><CellView cell={node.value} linked={!node.open} /></Text>
      {node.hint && <Text size="xs" c="dimmed">{node.hint}</Text>}
    </Paper>
  );
}

export function ProgressNode({ node }: { node: { label: string; percent: string; tone?: Tone } }) {
  const format = useFormat();
  return (
    <Stack gap={4}>
      <Group justify="space-between"><Text size="sm">{node.label}</Text><Text size="sm" className="figure">{format.percent(node.percent)}</Text></Group>
      <Progress.Root>
        <Progress.Section value={Number(node.percent)} color={colours[node.tone ?? 'info']} aria-label={node.label} />
      </Progress.Root>
    </Stack>
  );
}

export function FactsNode({ node }: { node: { rows: { label: string; value: Cell }[] } }) {
  return (
    <Table layout="auto" withRowBorders={false} verticalSpacing={2} w="auto">
      <Table.Tbody>
        {node.rows.map((one, at) => (
          <Table.Tr key={at}>
            <Table.Th scope="row" fw={400} c="dimmed" ps={0} pe="lg" style={{ verticalAlign: 'top' }}>{one.label}</Table.Th>
            <Table.Td><CellView cell={one.value} /></Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface Column {
  name: string;
  label: string;
  align?: 'start' | 'end';
}

export function TableNode({ node }: { node: { columns: Column[]; rows: { cells: Record<string, Cell>; open?: Place }[]; empty?: string } }) {
  const goTo = useGoToPlace();
  const { plugin } = useView();
  if (node.rows.length === 0) return <Text size="sm" c="dimmed">{node.empty}</Text>;
  const end = (one: Column) => (one.align === 'end' || node.rows.some((row) => isFigureCell(row.cells[one.name] ?? null)) ? 'end' : undefined);
  return (
    <ScrollArea type="auto">
      <Table highlightOnHover={node.rows.some((row) => row.open)}>
        <Table.Thead>
          <Table.Tr>{node.columns.map((one) => <Table.Th key={one.name} ta={end(one)}>{one.label}</Table.Th>)}</Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {node.rows.map((row, at) => {
            // The first cell is the link, for keyboards and readers; a press anywhere in the row goes there too.
            const within = row.open && pathOf(row.open, plugin);
            return (
              <Table.Tr
                key={at}
                style={within ? { cursor: 'pointer' } : undefined}
                onClick={within ? (event) => !(event.target as Element).closest('a, button') && goTo(row.open!) : undefined}
              >
                {node.columns.map((one, index) => {
                  const cell = row.cells[one.name] ?? null;
                  return (
                    <Table.Td key={one.name} ta={end(one)}>
                      {index === 0 && row.open ? <PlaceLink place={row.open}><CellView cell={cell} linked={false} /></PlaceLink> : <CellView cell={cell} />}
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

