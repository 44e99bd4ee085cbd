// The manager's page: figures of the core and cards of every plugin, in the reader's own order.
import { ActionIcon, Box, Button, Group, Paper, SimpleGrid, Stack, Text, Title, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconAdjustments, IconEyeOff, IconLayoutDashboard, IconPrinter } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

import { Screen } from '@/app/Screen';
import { Empty } from '@/app/states';
import { useT } from '@/i18n';
import { usePreference, useSession } from '@/session/session';
import { Guard, SlotCard, useSlotPages } from '@/view/slots';

import { type Arrangement, arranged, moved, nothingArranged } from './arrange';
import { Figure, type FigureName, figures } from './figures';
import styles from './home.module.css';

export default function Manager() {
  const t = useT();
  const session = useSession();
  const pages = useSlotPages('dashboard-card');
  const [arrangement, arrange] = usePreference<Arrangement>('manager', nothingArranged);
  const [arranging, setArranging] = useState(false);
  const tiles = (Object.keys(figures) as FigureName[]).filter((one) => session.may(figures[one], 'read')).map((one) => `core.${one}`);
  const cards = pages.map(({ plugin, page }) => `${plugin.code}.${page.name}`);
  const label = (name: string) => {
    const found = pages[cards.indexOf(name)];
    return found ? `${found.page.label} · ${found.plugin.name}` : t(`home-figure-${name.slice('core.'.length)}`);
  };
  const shown = (names: string[]) => arranged(names, arrangement).filter((one) => !arrangement.hidden.includes(one));
  const hidden = [...tiles, ...cards].filter((one) => arrangement.hidden.includes(one));
  const controls = (name: string, group: string[]) => arranging && (
    <Controls
      label={label(name)}
      move={(by) => arrange(moved(group, arrangement, name, by))}
      hide={() => arrange({ ...arrangement, hidden: [...arrangement.hidden, name] })}
    />
  );
  return (
    <Screen
      title={t('home-manager')}
      actions={
        <>
          <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>{t('print')}</Button>
          <Button variant={arranging ? 'filled' : 'default'} aria-pressed={arranging} leftSection={<IconAdjustments size={16} aria-hidden />} onClick={() => setArranging(!arranging)}>
            {arranging ? t('done') : t('home-arrange')}
          </Button>
        </>
      }
    >
      <Stack gap="sm">
        {arranging && hidden.length > 0 && (
          <Paper withBorder p="sm" component="section" aria-label={t('home-hidden')}>
            <Title order={2} size="h3" mb="xs">{t('home-hidden')}</Title>
            <Group gap="xs">
              {hidden.map((one) => (
                <Button key={one} variant="default" onClick={() => arrange({ ...arrangement, hidden: arrangement.hidden.filter((other) => other !== one) })}>
                  {t('home-show', { card: label(one) })}
                </Button>
              ))}
            </Group>
          </Paper>
        )}
        <SimpleGrid type="container" cols={{ base: 1, '420px': 2, '760px': 3, '1060px': 5 }} spacing="sm">
          {shown(tiles).map((one) => (
            <Box key={one}>
              {controls(one, tiles)}
              <Guard><Figure name={one.slice('core.'.length) as FigureName} /></Guard>
            </Box>
          ))}
        </SimpleGrid>
        {cards.length === 0 && <Empty icon={IconLayoutDashboard} title={t('home-no-cards')} text={t('home-no-cards-why')} />}
        <div className={styles.cards}>
          {shown(cards).map((one) => {
            const { plugin, page } = pages[cards.indexOf(one)]!;
            return <div key={one}><SlotCard plugin={plugin} page={page} controls={controls(one, cards)} /></div>;
          })}
        </div>
        {tiles.length + cards.length > 0 && shown(tiles).length + shown(cards).length === 0 && <Text size="sm" c="dimmed">{t('home-all-hidden')}</Text>}
      </Stack>
    </Screen>
  );
}

/** What can be dragged elsewhere is moved by buttons here: they work with every hand and every key. */
function Controls({ label, move, hide }: { label: string; move: (by: number) => void; hide: () => void }) {
  const t = useT();
  const button = (name: string, press: () => void, icon: ReactNode) => (
    <Tooltip label={name}><ActionIcon variant="default" aria-label={`${name}: ${label}`} onClick={press}>{icon}</ActionIcon></Tooltip>
  );
  return (
    <Group gap={4} className="no-print">
      {button(t('home-earlier'), () => move(-1), <IconArrowUp size={16} aria-hidden />)}
      {button(t('home-later'), () => move(1), <IconArrowDown size={16} aria-hidden />)}
      {button(t('home-hide'), hide, <IconEyeOff size={16} aria-hidden />)}
    </Group>
  );
}
