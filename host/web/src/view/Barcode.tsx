// A code to be scanned, with its value to be read.
import { Code } from '@mantine/core';

export function Barcode({ value, alt }: { kind: 'code128' | 'ean13' | 'qr'; value: string; alt: string }) {
  return <Code title={alt}>{value}</Code>;
}
