// A code to be scanned, drawn here; its value stands below for people. What cannot be a code is shown as its value.
import { Code, Stack, Text } from '@mantine/core';

import { code128, ean13 } from './code/bars';
import { qr } from './code/qr';

export function Barcode({ kind, value, alt }: { kind: 'code128' | 'ean13' | 'qr'; value: string; alt: string }) {
  if (kind === 'qr') {
    const rows = qr(value);
    if (!rows) return <Code block tabIndex={0}>{value}</Code>;
    const size = rows.length + 8;
    const path = rows.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x + 4} ${y + 4}h1v1h-1z`] : []))).join('');
    return <Picture alt={alt} width={size} height={size} shown={Math.max(160, size * 3)} path={path} />;
  }
  const bits = kind === 'ean13' ? ean13(value) : code128(value);
  if (!bits) return <Code>{value}</Code>;
  const path = [...bits.matchAll(/1+/g)].map((run) => `M${run.index + 10} 4h${run[0].length}v52h-${run[0].length}z`).join('');
  return <Picture alt={alt} width={bits.length + 20} height={60} shown={(bits.length + 20) * 2} path={path} text={value} />;
}

/** Dark on white in both colour schemes: scanners read nothing else. */
function Picture({ alt, width, height, shown, path, text }: { alt: string; width: number; height: number; shown: number; path: string; text?: string }) {
  return (
    <Stack gap={2} align="center" w="fit-content" maw="100%">
      <svg role="img" aria-label={alt} viewBox={`0 0 ${width} ${height}`} width={shown} preserveAspectRatio="xMidYMid meet" shapeRendering="crispEdges" style={{ maxWidth: '100%' }}>
        <rect width={width} height={height} fill="white" />
        <path d={path} fill="black" />
      </svg>
      {text && <Text size="xs" ff="monospace">{text}</Text>}
    </Stack>
  );
}
