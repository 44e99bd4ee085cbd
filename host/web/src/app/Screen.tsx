// The frame of every screen: its title (also the tab's), its star, what it does, and its body.
import { Box, Group, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

import { Star } from '@/palette/Star';

/** `actions` stand at the end of the title's line; `before` above it (a trail of links). */
export function Screen({ title, actions, before, children }: { title: string; actions?: ReactNode; before?: ReactNode; children: ReactNode }) {
  useDocumentTitle(`${title} · Keel`);
  return (
    <Box p={{ base: 'xs', sm: 'md' }}>
      {before}
      <Group justify="space-between" mb="sm" gap="xs">
        <Group gap={4} wrap="nowrap" miw={0}>
          <Title order={1}>{title}</Title>
          <Star label={title} />
        </Group>
        {actions && <Group gap="xs" className="no-print">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}
