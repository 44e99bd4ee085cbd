// A process diagram, to be looked at: moved, made larger and smaller; elements that something happens in are marked.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import { ActionIcon, Box, Code, Group, Paper, Text, Tooltip } from '@mantine/core';
import { IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

import { useT } from '@/i18n';

import './bpmn.css';

/** Marks an element: something is there now (`info`), or is stuck there (`bad`). */
export interface Mark {
  element: string;
  tone?: 'info' | 'bad' | 'good' | 'warn' | 'neutral';
}

interface Canvas {
  zoom: (to: 'fit-viewport' | number, at?: 'auto') => number;
  addMarker: (element: string, name: string) => void;
  removeMarker: (element: string, name: string) => void;
}
interface Registry {
  get: (id: string) => unknown;
}

export default function Diagram({ source, alt, marks = [] }: { source: string; alt: string; marks?: Mark[] }) {
  const t = useT();
  const place = useRef<HTMLDivElement>(null);
  const viewer = useRef<NavigatedViewer | null>(null);
  const [state, setState] = useState<'waiting' | 'drawn' | 'failed'>('waiting');
  useEffect(() => {
    const drawn = new NavigatedViewer({ container: place.current! });
    viewer.current = drawn;
    setState('waiting');
    let wanted = true;
    drawn.importXML(source).then(
      () => {
        if (!wanted) return;
        drawn.get<Canvas>('canvas').zoom('fit-viewport', 'auto');
        setState('drawn');
      },
      () => wanted && setState('failed'),
    );
    return () => {
      wanted = false;
      viewer.current = null;
      drawn.destroy();
    };
  }, [source]);
  const marked = JSON.stringify(marks);
  useEffect(() => {
    const drawn = viewer.current;
    if (state !== 'drawn' || !drawn) return;
    const canvas = drawn.get<Canvas>('canvas');
    const registry = drawn.get<Registry>('elementRegistry');
    const all = (JSON.parse(marked) as Mark[]).filter((one) => registry.get(one.element));
    for (const one of all) canvas.addMarker(one.element, `keel-mark-${one.tone ?? 'info'}`);
    return () => {
      if (viewer.current === drawn) for (const one of all) canvas.removeMarker(one.element, `keel-mark-${one.tone ?? 'info'}`);
    };
  }, [state, marked]);
  const zoom = (how: 'in' | 'out' | 'fit') => {
    const canvas = viewer.current?.get<Canvas>('canvas');
    if (!canvas) return;
    if (how === 'fit') canvas.zoom('fit-viewport', 'auto');
    else canvas.zoom((canvas.zoom as unknown as () => number)() * (how === 'in' ? 1.25 : 0.8), 'auto');
  };
  return (
    <Paper withBorder pos="relative" component="figure" m={0}>
      <Box ref={place} className="keel-diagram" h={300} role="group" aria-label={alt} />
      {state === 'drawn' && (
        <Group gap={4} pos="absolute" top={8} className="no-print" style={{ insetInlineEnd: 8 }}>
          <ZoomButton label={t('bpmn-larger')} press={() => zoom('in')}><IconPlus size={16} aria-hidden /></ZoomButton>
          <ZoomButton label={t('bpmn-smaller')} press={() => zoom('out')}><IconMinus size={16} aria-hidden /></ZoomButton>
          <ZoomButton label={t('bpmn-whole')} press={() => zoom('fit')}><IconMaximize size={16} aria-hidden /></ZoomButton>
        </Group>
      )}
      {state === 'failed' && (
        <Box p="sm">
          <Text size="sm">{t('bpmn-not-drawn')}</Text>
          <Code block mah={240} tabIndex={0}>{source}</Code>
        </Box>
      )}
      <Text component="figcaption" size="xs" c="dimmed" p={6}>{alt}</Text>
    </Paper>
  );
}

function ZoomButton({ label, press, children }: { label: string; press: () => void; children: React.ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" aria-label={label} onClick={press}>{children}</ActionIcon>
    </Tooltip>
  );
}
