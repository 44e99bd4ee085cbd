// The drawing of a chart (recharts, loaded when a chart is shown). What people read as figures is the table beside it.
import '@mantine/charts/styles.css';

import { BarChart, DonutChart, LineChart } from '@mantine/charts';
import { Box } from '@mantine/core';

import { useT } from '@/i18n';

import { together } from '../pivot/cube';
import type { useCube } from '../pivot/useCube';

/** More than these are drawn as "others". */
const GROUPS = 24;
const SLICES = 8;
const PARTS = 6;
const colours = ['blue.7', 'orange.6', 'teal.7', 'grape.6', 'yellow.6', 'cyan.6', 'red.6', 'gray.6', 'lime.7'];

export default function Drawing({ cube, shape }: { cube: ReturnType<typeof useCube>; shape: 'bar' | 'line' | 'donut' }) {
  const t = useT();
  const { found, by, measure, rowName, columnName, figure } = cube;
  if (!found || !by) return null;
  const others = t('records-chart-others');
  const most = shape === 'donut' ? SLICES : by.bucket ? 60 : GROUPS;
  // Of many days the last ones are drawn, of many groups the largest.
  const [drawn, rest] = by.bucket ? [found.rows.slice(-most), []] : [found.rows.slice(0, most), found.rows.slice(most)];
  const parts = found.columns.slice(0, PARTS);
  // Lengths on the screen, no figures: a JavaScript number is enough for them.
  const length = (value: string | undefined) => Number(value ?? 0);
  const said = (value: number) => figure(String(value));
  const label = `${measure.label}, ${by.field.label}`;
  const sum = (values: (string | undefined)[]) => values.reduce<string | undefined>((a, b) => (a === undefined ? b : b === undefined ? a : together(measure.value, a, b)), undefined);
  if (shape === 'donut') {
    const slices = [...drawn.map((one) => ({ name: rowName(one.value), value: length(one.total) })), ...(rest.length > 0 ? [{ name: others, value: length(sum(rest.map((one) => one.total))) }] : [])];
    return (
      <Box role="img" aria-label={label}>
        <DonutChart mx="auto" size={280} thickness={48} withLabelsLine={false} tooltipDataSource="segment" valueFormatter={said} data={slices.map((one, at) => ({ ...one, color: colours[at % colours.length]! }))} />
      </Box>
    );
  }
  const row = (name: string, cells: (column: string) => string | undefined) => ({ name, ...Object.fromEntries(parts.map((one) => [one.id, length(cells(one.id))])) });
  const data = [
    ...drawn.map((one) => row(rowName(one.value), (column) => found.cell(one.id, column))),
    ...(rest.length > 0 ? [row(others, (column) => sum(rest.map((one) => found.cell(one.id, column))))] : []),
  ];
  const series = parts.map((one, at) => ({ name: one.id, label: columnName(one.value), color: colours[at % colours.length]! }));
  const shared = { h: 380, data, dataKey: 'name', series, withLegend: series.length > 1, valueFormatter: said, yAxisProps: { width: 80 } };
  return (
    <Box role="img" aria-label={label}>
      {shape === 'line'
        ? <LineChart {...shared} curveType="linear" />
        : <BarChart {...shared} type={series.length > 1 ? 'stacked' : 'default'} />}
    </Box>
  );
}
