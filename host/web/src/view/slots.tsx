// Places of the interface that plugins fill with pages: beside a record, on the manager's page, in settings.
import { Box, Group, Paper, Text, Title, type TitleOrder } from '@mantine/core';
import { Component, lazy, type ReactNode, Suspense } from 'react';

import { Failed, Waiting } from '@/app/states';
import { useT } from '@/i18n';
import { type Plugin, useSession } from '@/session/session';

const PluginPage = lazy(() => import('./PluginPage'));

export interface SlotPage {
  plugin: Plugin;
  page: Plugin['pages'][number];
}

/** Pages of all plugins in a slot, as far as the reader may meet them. */
export function useSlotPages(slot: string, type?: string): SlotPage[] {
  const { plugins } = useSession();
  return plugins.flatMap((plugin) =>
    plugin.pages
      .filter((page) => page.slot === slot && (!page.on || page.on === type || `${plugin.code}.${page.on}` === type))
      .map((page) => ({ plugin, page })));
}

interface SlotProps {
  slot: string;
  record?: { type: string; id: string };
  /** Level of the cards' titles. */
  order?: TitleOrder;
}

/** Every page of a slot in a card of its own: one that fails leaves the others be. */
export function PluginSlot({ slot, record, order = 2 }: SlotProps) {
  return useSlotPages(slot, record?.type).map((one) => (
    <SlotCard key={`${one.plugin.code}.${one.page.name}`} {...one} record={record} order={order} />
  ));
}

/** A page in its card, under its plugin's name. */
export function SlotCard({ plugin, page, record, order = 2, controls }: SlotPage & Omit<SlotProps, 'slot'> & { controls?: ReactNode }) {
  const t = useT();
  return (
    <Paper withBorder p="sm" component="section" aria-label={page.label}>
      <Group justify="space-between" mb="xs" gap="xs" wrap="nowrap" align="start">
        <Title order={order} size="h3">{page.label}</Title>
        <Group gap={4} wrap="nowrap">
          <Text size="xs" c="dimmed" title={t('view-from-plugin', { plugin: plugin.name })}>{plugin.name}</Text>
          {controls}
        </Group>
      </Group>
      <Box style={{ overflowX: 'auto' }}>
        <Guard>
          <Suspense fallback={<Waiting />}>
            <PluginPage plugin={plugin.code} page={page.name} record={record} level={Math.min(order + 1, 6)} />
          </Suspense>
        </Guard>
      </Box>
    </Paper>
  );
}

/** Keeps what goes wrong while a page is drawn inside its card. */
export class Guard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    const { error } = this.state;
    return error === null ? this.props.children : <Failed error={error} again={() => this.setState({ error: null })} />;
  }
}
