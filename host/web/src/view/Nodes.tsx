// Draws the nodes of a view document. A node that this host does not know says so in its place.
import { Box, Text } from '@mantine/core';
import type { ComponentType } from 'react';

import { useT } from '@/i18n';

import type { Node } from './document';
import { BoardNode, CalendarNode, FieldNode, LinesNode, RecordsNode, TimelineNode } from './parts/kept';
import { ButtonNode, LinkNode, MenuNode } from './parts/doing';
import { FactsNode, ProgressNode, StatNode, TableNode } from './parts/figures';
import { FormNode } from './parts/form';
import { DialogNode, DividerNode, GridNode, SectionNode, StackNode, TabsNode, WizardNode } from './parts/layout';
import { BarcodeNode, ChartNode, DiagramNode, FileNode, ImageNode } from './parts/pictures';
import { AddressNode, BadgeNode, BannerNode, CodeNode, EmptyNode, HeadingNode, TextNode } from './parts/words';

type Drawn = ComponentType<{ node: Node; path: string }>;

// The host has checked that each node has the members that its part reads.
const parts = {
  stack: StackNode, grid: GridNode, section: SectionNode, tabs: TabsNode, dialog: DialogNode, wizard: WizardNode, divider: DividerNode,
  heading: HeadingNode, text: TextNode, code: CodeNode, banner: BannerNode, empty: EmptyNode, badge: BadgeNode, address: AddressNode,
  stat: StatNode, progress: ProgressNode, facts: FactsNode, table: TableNode,
  button: ButtonNode, form: FormNode, link: LinkNode, menu: MenuNode,
  records: RecordsNode, field: FieldNode, lines: LinesNode, board: BoardNode, calendar: CalendarNode, timeline: TimelineNode,
  image: ImageNode, file: FileNode, barcode: BarcodeNode, chart: ChartNode, diagram: DiagramNode,
} as unknown as Record<string, Drawn>;

/** `boxed`: each node in a cell of its own, as grids need it. */
export function Nodes({ nodes, path = '', boxed = false }: { nodes: Node[]; path?: string; boxed?: boolean }) {
  return nodes.map((node, at) => {
    const Part = Object.hasOwn(parts, node.node) ? parts[node.node]! : Unknown;
    const drawn = <Part key={at} node={node} path={path ? `${path}.${at}` : String(at)} />;
    return boxed ? <Box key={at} miw={0}>{drawn}</Box> : drawn;
  });
}

function Unknown({ node }: { node: Node }) {
  const t = useT();
  return <Text size="sm" c="dimmed" fs="italic">{t('view-newer-host', { node: node.node })}</Text>;
}
