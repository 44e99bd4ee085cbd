// Settings of the host, and what it is.
import { Button, Group, NumberInput, Stack, TagsInput, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, data, type Schema } from '@/api/client';
import { Screen } from '@/app/Screen';
import { Ready } from '@/app/states';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Facts, useDoing } from '../parts';
import { useFigures } from '../plugins/figures';

export default function SettingsScreen() {
  const t = useT();
  const query = useQuery({ queryKey: ['settings'], queryFn: () => data(api.GET('/api/v1/settings')) });
  return (
    <Screen title={t('admin-settings')}>
      <Stack gap="xl">
        <Ready query={query}>{(settings) => <Form key={JSON.stringify(settings)} settings={settings} />}</Ready>
        <Host />
      </Stack>
    </Screen>
  );
}

function Form({ settings }: { settings: Schema<'Settings'> }) {
  const t = useT();
  const figures = useFigures();
  const { busy, run } = useDoing('settings');
  const [given, setGiven] = useState(settings);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void run(() => data(api.PUT('/api/v1/settings', { body: given })), t('saved'));
      }}
    >
      <Stack gap="sm" maw={520}>
        <TagsInput
          label={t('admin-hosts-allowed')} description={t('admin-hosts-allowed-why')} value={given.webhook_hosts_allowed ?? []} placeholder="intranet:8080"
          onChange={(webhook_hosts_allowed) => setGiven({ ...given, webhook_hosts_allowed })}
        />
        <TextInput
          label={t('admin-mail-from')} description={t('admin-mail-from-why')} placeholder="Keel <erp@example.com>" value={given.mail_from ?? ''}
          onChange={(event) => setGiven({ ...given, mail_from: event.currentTarget.value || null })}
        />
        <NumberInput
          label={t('admin-attachment-max')} description={figures.bytes(given.attachment_bytes_max ?? 0)} min={1} max={15_000_000} step={1_000_000} allowDecimal={false}
          value={given.attachment_bytes_max} onChange={(value) => setGiven({ ...given, attachment_bytes_max: Number(value) })}
        />
        <Group><Button type="submit" loading={busy}>{t('save')}</Button></Group>
      </Stack>
    </form>
  );
}

/** What the host counts about itself, from its own figures (Prometheus' text form). */
async function counted(): Promise<Record<string, number>> {
  const text = await (await fetch('/metrics')).text();
  const found: Record<string, number> = {};
  for (const line of text.split('\n')) {
    const [, name, value] = /^(\w+)(?:\{[^}]*\})? ([\d.e+]+)$/.exec(line) ?? [];
    if (name && value) found[name] = (found[name] ?? 0) + Number(value);
  }
  return found;
}

function Host() {
  const t = useT();
  const format = useFormat();
  const figures = useFigures();
  const { hostVersion, plugins, companies } = useSession();
  const figuresOf = useQuery({ queryKey: ['metrics'], queryFn: counted, refetchInterval: 10_000, retry: false }).data ?? {};
  const number = (name: string) => (figuresOf[name] === undefined ? null : figures.number(figuresOf[name]));
  return (
    <section>
      <Title order={2} mb="xs">{t('admin-host')}</Title>
      <Facts
        facts={[
          [t('admin-version'), hostVersion],
          [t('admin-address'), location.origin],
          [t('admin-companies'), figures.number(companies.length)],
          [t('admin-plugins'), figures.number(plugins.length)],
          [t('admin-requests'), number('keel_http_requests_total')],
          [t('admin-units'), number('keel_writer_units_total')],
          [t('admin-failures'), number('keel_writer_failures_total')],
          [t('admin-now'), format.instant(new Date().toISOString())],
        ]}
      />
    </section>
  );
}
