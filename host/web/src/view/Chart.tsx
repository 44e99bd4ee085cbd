// A chart of a document, and the same as a table. Loads with the first chart.
import { AreaChart, BarChart, LineChart, PieChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { Box, Group, ScrollArea, Table, Text } from '@mantine/core';

import { useFormat, useT } from '@/i18n';

interface ChartMembers {
  kind: 'bar' | 'line' | 'area' | 'pie';
  title: string;
  labels: string[];
  series: { label: string; values: (string | null)[] }[];
  unit?: string;
  stacked?: boolean;
}

const palette = ['blue.7', 'orange.6', 'teal.7', 'grape.6', 'red.6', 'lime.7', 'cyan.7', 'pink.6', 'yellow.7', 'indigo.6', 'green.7', 'gray.6'];

export default function Chart({ node }: { node: ChartMembers }) {
  const t = useT();
  const format = useFormat();
  // Pictures are drawn with the machine's numbers; the figures beside them keep every digit.
  const rows = node.labels.map((label, at) => ({
    label, ...Object.fromEntries(node.series.map((one, index) => [`s${index}`, one.values[at] === null ? null : Number(one.values[at])])),
  }));
  const series = node.series.map((one, index) => ({ name: `s${index}`, label: one.label, color: palette[index % palette.length]! }));
  const unit = node.unit ? ` ${node.unit}` : '';
  const shown = (value: number) => `${format.decimal(String(value))}${unit}`;
  const common = {
    h: 240, data: rows, dataKey: 'label', series, withLegend: series.length > 1, valueFormatter: shown,
    yAxisProps: { width: 70, tickFormatter: (value: number) => new Intl.NumberFormat(format.language, { notation: 'compact' }).format(value) },
  };
  return (
    <Box component="figure" m={0}>
      <Text component="figcaption" size="sm" fw={500} mb={4}>{node.title}{node.unit && ` (${node.unit})`}</Text>
      <Box aria-hidden>
        {node.kind === 'bar' && <BarChart {...common} type={node.stacked ? 'stacked' : 'default'} />}
        {node.kind === 'line' && <LineChart {...common} curveType="linear" />}
        {node.kind === 'area' && <AreaChart {...common} curveType="linear" type={node.stacked ? 'stacked' : 'default'} />}
        {node.kind === 'pie' && (
          <Group justify="center">
            <PieChart
              size={200} withTooltip valueFormatter={shown}
              data={node.labels.map((name, at) => ({ name, value: Number(node.series[0]!.values[at] ?? 0), color: palette[at % palette.length]! }))}
            />
          </Group>
        )}
      </Box>
      <details>
        <summary><Text span size="xs" c="dimmed">{t('view-as-table')}</Text></summary>
        <ScrollArea type="auto">
          <Table aria-label={node.title}>
            <Table.Thead>
              <Table.Tr><Table.Th />{node.series.map((one, at) => <Table.Th key={at} ta="end">{one.label}</Table.Th>)}</Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {node.labels.map((label, at) => (
                <Table.Tr key={at}>
                  <Table.Th scope="row" fw={400}>{label}</Table.Th>
                  {node.series.map((one, index) => <Table.Td key={index} className="figure">{one.values[at] === null ? '' : `${format.decimal(one.values[at]!)}${unit}`}</Table.Td>)}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      </details>
    </Box>
  );
}
