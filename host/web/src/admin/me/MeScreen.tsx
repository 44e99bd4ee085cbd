// The reader's own settings: how the screens look and sound, password, sessions, tokens.
import { Button, Modal, SegmentedControl, Select, SimpleGrid, Stack, Switch, Tabs, Text, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { api, data } from '@/api/client';
import { useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Ready } from '@/app/states';
import { languages, useLanguage, useT } from '@/i18n';
import { usePreference, useSession } from '@/session/session';

import { Facts } from '../parts';
import { NewToken } from '../programs/NewToken';
import { Tokens } from '../programs/Tokens';
import { Password } from './Password';
import { Sessions } from './Sessions';

const tabs = ['look', 'security', 'tokens'] as const;

export default function MeScreen() {
  const t = useT();
  const [search, change] = useSearch();
  const tab = tabs.find((one) => one === search.tab) ?? 'look';
  return (
    <Screen title={t('my-settings')}>
      <Tabs value={tab} onChange={(one) => change({ tab: one === 'look' ? null : one }, { push: true })} keepMounted={false}>
        <Tabs.List mb="md">{tabs.map((one) => <Tabs.Tab key={one} value={one}>{t(`admin-me-${one}`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="look"><Look /></Tabs.Panel>
        <Tabs.Panel value="security"><Stack gap="xl" maw={720}><Password /><Sessions /></Stack></Tabs.Panel>
        <Tabs.Panel value="tokens"><MyTokens /></Tabs.Panel>
      </Tabs>
    </Screen>
  );
}

function Look() {
  const t = useT();
  const session = useSession();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [density, setDensity] = usePreference('density', 'comfortable');
  const [direction, setDirection] = usePreference('direction', 'auto');
  const [single, setSingle] = usePreference('single-keys', true);
  const choice = (label: string, value: string, set: (value: string) => void, options: string[], prefix: string) => (
    <Stack gap={4} role="group" aria-label={label}>
      <Text size="sm" fw={500}>{label}</Text>
      <SegmentedControl aria-label={label} value={value} onChange={set} data={options.map((one) => ({ value: one, label: t(`${prefix}-${one}`) }))} />
    </Stack>
  );
  return (
    <Stack gap="lg" maw={720}>
      <Facts facts={[[t('admin-name'), session.user.name], [t('login'), session.user.login]]} />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
        <Select
          label={t('company')} value={session.company.id} allowDeselect={false} data={session.companies.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(id) => id && session.choose(id)}
        />
        <Select
          label={t('language')} value={language} allowDeselect={false} data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          onChange={(tag) => tag && session.prefer('language', tag)}
        />
        {choice(t('admin-colours'), colorScheme, (one) => setColorScheme(one as 'auto' | 'light' | 'dark'), ['auto', 'light', 'dark'], 'admin-colours')}
        {choice(t('admin-density'), density, setDensity, ['comfortable', 'compact'], 'admin-density')}
        {choice(t('admin-direction'), direction, setDirection, ['auto', 'rtl'], 'admin-direction')}
      </SimpleGrid>
      <Switch label={t('palette-single')} description={t('palette-single-why')} checked={single} onChange={(event) => setSingle(event.currentTarget.checked)} />
    </Stack>
  );
}

function MyTokens() {
  const t = useT();
  const [opened, { open, close }] = useDisclosure(false);
  const query = useQuery({ queryKey: ['tokens'], queryFn: () => data(api.GET('/api/v1/tokens')) });
  return (
    <Stack maw={860} align="start">
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>{t('admin-token-new')}</Button>
      <Ready query={query}>{(tokens) => <Tokens tokens={tokens} owners={false} />}</Ready>
      <Modal opened={opened} onClose={close} title={t('admin-token-new')} size="lg" closeButtonProps={{ 'aria-label': t('close') }}><NewToken close={close} /></Modal>
    </Stack>
  );
}
