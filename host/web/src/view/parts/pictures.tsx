// Nodes that are looked at: image, file, barcode, chart, diagram. What is heavy loads when it is shown.
import { Box, Image } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useQuery } from '@tanstack/react-query';

import { fetched } from '@/api/http';
import { useType } from '@/api/meta';
import { useRecord } from '@/api/records';
import { Go } from '@/app/navigation';
import { Waiting } from '@/app/states';
import type { Mark } from '@/bpmn/Diagram';
import { useT } from '@/i18n';

import { Barcode } from '../Barcode';
import { useView } from '../context';

export function ImageNode({ node }: { node: { asset: string; alt: string } }) {
  const { plugin } = useView();
  const path = node.asset.replace(/^assets\//, '').split('/').map(encodeURIComponent).join('/');
  return <Image src={`/api/v1/plugins/${plugin}/assets/${path}`} alt={node.alt} maw="100%" w="auto" mah={480} fit="contain" radius="sm" />;
}

interface Attachment {
  id: string;
  name: string;
}

export function FileNode({ node }: { node: { record: string; id: string; file: string } }) {
  const files = useQuery({
    queryKey: ['records', node.record, 'files', node.id],
    queryFn: () => fetched<{ items: Attachment[] }>(`/api/v1/records/${node.record}/${node.id}/attachments`, { query: { limit: 200 } }),
  });
  const found = files.data?.items.find((one) => one.id === node.file);
  if (!found) return null;
  return <Box><IconPaperclip size={16} aria-hidden /> <a href={`/api/v1/attachments/${found.id}`} download={found.name}>{found.name}</a></Box>;
}

export function BarcodeNode({ node }: { node: { kind: 'code128' | 'ean13' | 'qr'; value: string; alt: string } }) {
  return <Barcode {...node} />;
}

const Chart = lazy(() => import('../Chart'));
const Diagram = lazy(() => import('@/bpmn/Diagram'));

export function ChartNode({ node }: { node: Parameters<typeof Chart>[0]['node'] }) {
  return <Suspense fallback={<Waiting />}><Chart node={node} /></Suspense>;
}

export function DiagramNode({ node }: { node: { source: string; alt: string; marks?: Mark[] } }) {
  const t = useT();
  const { subject } = useView();
  const type = useType(subject?.type ?? '');
  const found = useRecord(subject?.type ?? '', type ? subject?.id : undefined);
  // A diagram that a field of this very record holds can be drawn on.
  const field = type?.may.update && type.fields.find((one) => one.kind === 'long-text' && found.data?.record[one.name] === node.source);
  return (
    <Suspense fallback={<Waiting />}>
      <Diagram source={node.source} alt={node.alt} marks={node.marks} />
      {field && <Go size="sm" className="no-print" to={`/bpmn/${subject!.type}/${subject!.id}/${field.name}`}>{t('bpmn-edit')}</Go>}
    </Suspense>
  );
}
