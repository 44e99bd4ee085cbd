// A page of a plugin as a screen: its parameters are in the address.
import { Text } from '@mantine/core';
import { useCallback, useEffect, useMemo, useState } from 'react';

import { useParam, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Missing } from '@/app/states';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import PluginPage from './PluginPage';
import { Guard } from './slots';

export default function PageScreen() {
  const t = useT();
  const code = useParam('plugin');
  const name = useParam('page');
  const [search] = useSearch();
  const session = useSession();
  const plugin = session.plugins.find((one) => one.code === code);
  const page = plugin?.pages.find((one) => one.name === name);
  const [title, setTitle] = useState<string | undefined>();
  useEffect(() => setTitle(undefined), [code, name]);
  // What is the interface's own (`page.0.1`, which tab is open) has a point in its name; parameters of pages have none.
  const key = JSON.stringify(search);
  const query = useMemo(() => Object.fromEntries(Object.entries(JSON.parse(key) as Record<string, string>).filter(([one]) => !one.includes('.') && one !== 'id')), [key]);
  const titled = useCallback((text: string | undefined) => setTitle(text), []);
  if (!plugin || !page) return <Missing />;
  const record = page.on && search.id ? { type: page.on, id: search.id } : undefined;
  return (
    <Screen title={title ?? page.label} before={<Text size="xs" c="dimmed">{t('view-from-plugin', { plugin: plugin.name })}</Text>}>
      <Guard key={`${code}.${name}`}><PluginPage plugin={code} page={name} record={record} query={query} titled={titled} /></Guard>
    </Screen>
  );
}
