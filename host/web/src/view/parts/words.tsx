// Nodes of words: heading, text, code, banner, empty, badge, address.
import { ActionIcon, Alert, Box, Code, CopyButton, Group, Stack, Text, Title, type TitleOrder, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleCheck, IconCopy, IconInfoCircle } from '@tabler/icons-react';

import { useLanguage, useT } from '@/i18n';

import { useView } from '../context';
import type { Node, Tone } from '../document';
import { Nodes } from '../Nodes';
import { inline, Prose } from '../prose';
import { colours, ToneBadge } from '../values';

export function HeadingNode({ node }: { node: { text: string; level?: 1 | 2 | 3 } }) {
  const { level } = useView();
  // The page's own title stands above: a document's first and second level come right below it.
  const order = Math.min(6, level + Math.max(0, (node.level ?? 2) - 2)) as TitleOrder;
  return <Title order={order} size={node.level === 1 ? 'h2' : node.level === 3 ? 'h4' : 'h3'}>{node.text}</Title>;
}

/** A tone is a bar beside the text: coloured letters are hard to read. */
export function TextNode({ node }: { node: { text: string; tone?: Tone } }) {
  const { tone } = node;
  const bar = tone && tone !== 'neutral' ? { borderInlineStart: `3px solid var(--mantine-color-${colours[tone]}-8)`, paddingInlineStart: 8 } : undefined;
  return <Stack gap={6} style={bar}><Prose text={node.text} c={tone === 'neutral' ? 'dimmed' : undefined} /></Stack>;
}

export function CodeNode({ node }: { node: { text: string } }) {
  const t = useT();
  return (
    <Box pos="relative">
      <Code block tabIndex={0}>{node.text}</Code>
      <CopyButton value={node.text}>
        {({ copied, copy }) => (
          <Tooltip label={t('view-copy')}>
            <ActionIcon variant="default" pos="absolute" top={6} style={{ insetInlineEnd: 6 }} aria-label={t('view-copy')} onClick={copy}>
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Box>
  );
}

const signs = { neutral: IconInfoCircle, info: IconInfoCircle, good: IconCircleCheck, warn: IconAlertTriangle, bad: IconAlertTriangle };

export function BannerNode({ node }: { node: { text: string; tone?: Tone; title?: string } }) {
  const tone = node.tone ?? 'info';
  const Sign = signs[tone];
  return (
    <Alert color={colours[tone]} variant="outline" icon={<Sign aria-hidden />} title={node.title} role={tone === 'bad' ? 'alert' : 'note'}>
      <Prose text={node.text} />
    </Alert>
  );
}

export function EmptyNode({ node, path }: { node: { title: string; text?: string; children?: Node[] }; path: string }) {
  return (
    <Stack align="center" gap="xs" p="md">
      <Text fw={600} ta="center">{node.title}</Text>
      {node.text && <Box maw={480} ta="center" c="dimmed"><Text size="sm">{inline(node.text)}</Text></Box>}
      {node.children && <Group justify="center"><Nodes nodes={node.children} path={path} /></Group>}
    </Stack>
  );
}

export const BadgeNode = ({ node }: { node: { text: string; tone?: Tone } }) => <ToneBadge text={node.text} tone={node.tone} />;

export function AddressNode({ node }: { node: { lines: string[]; country?: string } }) {
  const language = useLanguage();
  const country = node.country && new Intl.DisplayNames([language], { type: 'region' }).of(node.country);
  return (
    <Text component="address" size="sm" fs="normal">
      {[...node.lines, ...(country ? [country] : [])].map((line, at) => <span key={at}>{at > 0 && <br />}{line}</span>)}
    </Text>
  );
}
