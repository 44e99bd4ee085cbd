// Prose of documents: `**strong**`, `*emphasis*`, `` `code` ``, paragraphs, and lines that begin with `- `. Anything else stands as it is.
import { Code, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Marks within a line. A mark that is not closed is a sign like any other. */
export function inline(text: string): ReactNode[] {
  return text.split(/(\*\*[^*]+\*\*|\*[^*\s][^*]*\*|`[^`]+`)/).map((piece, index) => {
    if (piece.length > 4 && piece.startsWith('**') && piece.endsWith('**')) return <strong key={index}>{piece.slice(2, -2)}</strong>;
    if (piece.length > 2 && piece.startsWith('*') && piece.endsWith('*')) return <em key={index}>{piece.slice(1, -1)}</em>;
    if (piece.length > 2 && piece.startsWith('`') && piece.endsWith('`')) return <Code key={index}>{piece.slice(1, -1)}</Code>;
    return piece;
  });
}

export type Block = { kind: 'paragraph'; lines: string[] } | { kind: 'list'; items: string[] };

/** Paragraphs and lists of a text. */
export function blocks(text: string): Block[] {
  const found: Block[] = [];
  for (const paragraph of text.split(/\n\s*\n/)) {
    let last: Block | undefined;
    for (const line of paragraph.split('\n')) {
      if (line.startsWith('- ')) {
        if (last?.kind !== 'list') found.push((last = { kind: 'list', items: [] }));
        last.items.push(line.slice(2));
      } else if (line.trim()) {
        if (last?.kind !== 'paragraph') found.push((last = { kind: 'paragraph', lines: [] }));
        last.lines.push(line);
      }
    }
  }
  return found;
}

export function Prose({ text, c }: { text: string; c?: string }) {
  return blocks(text).map((block, index) =>
    block.kind === 'list' ? (
      <List key={index} size="sm" c={c}>{block.items.map((item, at) => <List.Item key={at}>{inline(item)}</List.Item>)}</List>
    ) : (
      <Text key={index} size="sm" c={c} style={{ overflowWrap: 'anywhere' }}>
        {block.lines.map((line, at) => <span key={at}>{at > 0 && <br />}{inline(line)}</span>)}
      </Text>
    ));
}
