// The graph of a trace, drawn in layers in the direction of reading. Each node is a link: Tab goes from one to the next.
import { useDirection } from '@mantine/core';
import { useMemo } from 'react';

import type { Schema } from '@/api/client';
import { useGo } from '@/app/navigation';
import { useFormat, useT } from '@/i18n';
import { useTitle } from '@/records/titles';

import { layersOf } from './layers';
import classes from './trace.module.css';

type Trace = Schema<'Trace'>;

const WIDTH = 190;
const HEIGHT = 58;
const GAP_X = 110;
const GAP_Y = 22;
const EDGE = 12;

export function TraceGraph({ trace, lot }: { trace: Trace; lot: string }) {
  const t = useT();
  const format = useFormat();
  const { dir } = useDirection();
  const places = useMemo(() => layersOf(trace.nodes.map((one) => one.key), trace.edges), [trace]);
  const all = [...places.values()];
  const layers = Math.max(...all.map((one) => one.layer)) + 1;
  const rows = Math.max(...all.map((one) => one.row)) + 1;
  const width = layers * (WIDTH + GAP_X) - GAP_X + 2 * EDGE;
  const past = trace.edges.some((one) => (places.get(one.to)?.layer ?? 0) - (places.get(one.from)?.layer ?? 0) > 1);
  const height = rows * (HEIGHT + GAP_Y) - GAP_Y + 2 * EDGE + (past ? HEIGHT / 2 : 0);
  const x = (layer: number) => {
    const at = EDGE + layer * (WIDTH + GAP_X);
    return dir === 'rtl' ? width - at - WIDTH : at;
  };
  const y = (row: number) => EDGE + row * (HEIGHT + GAP_Y);
  const ordered = [...trace.nodes].sort((a, b) => places.get(a.key)!.layer - places.get(b.key)!.layer || places.get(a.key)!.row - places.get(b.key)!.row);
  // Several moves between two nodes are one line with their sum.
  const joined = new Map<string, { from: string; to: string; quantity: string; count: number }>();
  for (const one of trace.edges) {
    const key = `${one.from} ${one.to}`;
    const before = joined.get(key);
    joined.set(key, { from: one.from, to: one.to, quantity: String(one.quantity), count: (before?.count ?? 0) + 1 });
  }
  return (
    <div className={classes.box} tabIndex={0} role="group" aria-label={t('stock-trace-graph')}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="presentation">
        <defs>
          <marker id="trace-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z" className={classes.arrow} /></marker>
        </defs>
        {[...joined.values()].map(({ from, to, quantity, count }) => {
          const [a, b] = [places.get(from), places.get(to)];
          if (!a || !b) return null;
          const side = dir === 'rtl' ? -1 : 1;
          const [x1, y1] = [x(a.layer) + (side > 0 ? WIDTH : 0), y(a.row) + HEIGHT / 2];
          const [x2, y2] = [x(b.layer) + (side > 0 ? 0 : WIDTH), y(b.row) + HEIGHT / 2];
          const bend = side * GAP_X * 0.5;
          // What goes past a layer goes below it, not behind what stands there.
          const dip = b.layer - a.layer > 1 ? HEIGHT * 1.1 : 0;
          return (
            <g key={`${from} ${to}`}>
              <path d={`M${x1},${y1} C${x1 + bend},${y1 + dip} ${x2 - bend},${y2 + dip} ${x2},${y2}`} className={classes.edge} markerEnd="url(#trace-end)" />
              <text x={(x1 + x2) / 2} y={(y1 + y2) / 2 + dip * 0.75 - 5} textAnchor="middle" className={classes.label}>
                {count === 1 ? format.decimal(quantity) : t('stock-trace-moves', { count })}
              </text>
            </g>
          );
        })}
        {ordered.map((one) => (
          <Node key={one.key} node={one} x={x(places.get(one.key)!.layer)} y={y(places.get(one.key)!.row)} own={one.lot === lot} />
        ))}
      </svg>
    </div>
  );
}

function Node({ node, x, y, own }: { node: Trace['nodes'][number]; x: number; y: number; own: boolean }) {
  const t = useT();
  const go = useGo();
  const lot = useTitle('lot', node.lot);
  const location = useTitle('location', node.location);
  const above = node.lot ? lot ?? '…' : t('stock-production');
  const below = node.location ? location ?? '…' : node.source_type ?? '';
  const to = node.lot ? `/stock/trace/${node.lot}` : node.source_type && node.source_id ? `/r/${node.source_type}/${node.source_id}` : '';
  const open = () => to && go(to);
  const short = (text: string) => (text.length > 24 ? `${text.slice(0, 23)}…` : text);
  return (
    <g
      role="link" tabIndex={0} aria-label={`${short(above)} ${short(below)}`} aria-current={own || undefined} className={own ? `${classes.node} ${classes.own}` : classes.node}
      transform={`translate(${x},${y})`} onClick={open} onKeyDown={(event) => event.key === 'Enter' && open()}
    >
      <rect width={WIDTH} height={HEIGHT} rx={4} />
      <text x={WIDTH / 2} y={24} textAnchor="middle" className={classes.name}>{`${short(above)} `}</text>
      <text x={WIDTH / 2} y={44} textAnchor="middle" className={classes.place}>{short(below)}</text>
    </g>
  );
}
