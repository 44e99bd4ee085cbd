// First set-up: the company, its country and currency, its books; or the demo company.
import { Button, Center, Checkbox, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { api, data } from '@/api/client';
import { Ready, useSentence } from '@/app/states';
import { useLanguage, useT } from '@/i18n';

export default function FirstRun() {
  const t = useT();
  const language = useLanguage();
  const sentence = useSentence();
  const client = useQueryClient();
  const choices = useQuery({ queryKey: ['setup'], queryFn: () => data(api.GET('/api/v1/setup')), staleTime: Infinity });
  const [demo, setDemo] = useState(false);
  const [given, setGiven] = useState({ name: '', code: '', country: '', currency: '', chart: '' });
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure('');
    const { name, code, country, currency, chart } = given;
    const body = demo ? { demo: true } : { demo: false, company: { name, code, country, currency: currency || null }, chart: chart || null };
    try {
      await data(api.POST('/api/v1/actions/setup.start', { body }));
      await client.invalidateQueries();
    } catch (error) {
      setFailure(sentence(error));
    }
    setBusy(false);
  };
  const set = (changes: Partial<typeof given>) => setGiven({ ...given, ...changes });
  const countries = new Intl.DisplayNames([language], { type: 'region' });
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="lg" w={460} maw="100%">
        <Ready query={choices}>
          {(known) => (
            <form onSubmit={(event) => void submit(event)}>
              <Stack gap="sm">
                <Title order={1}>{t('first-run')}</Title>
                <Text c="dimmed" size="sm">{t('first-run-why')}</Text>
                <Checkbox label={t('first-run-demo')} checked={demo} onChange={(event) => setDemo(event.currentTarget.checked)} />
                {!demo && (
                  <>
                    <TextInput
                      label={t('company-name')} required withAsterisk={false} value={given.name}
                      onChange={(event) => {
                        const name = event.currentTarget.value;
                        const made = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]+/g, '').slice(0, 10);
                        set({ name, code: given.code === made(given.name) ? made(name) : given.code });
                      }}
                    />
                    <TextInput label={t('company-code')} description={t('company-code-why')} required withAsterisk={false} value={given.code} onChange={(event) => set({ code: event.currentTarget.value })} />
                    <Select
                      label={t('country')} searchable required withAsterisk={false} value={given.country || null}
                      data={known.countries.map((one) => ({ value: one.code, label: countries.of(one.code) ?? one.code }))}
                      onChange={(code) => set({ country: code ?? '', currency: known.countries.find((one) => one.code === code)?.currency ?? given.currency })}
                    />
                    <Select
                      label={t('currency')} searchable required withAsterisk={false} value={given.currency || null}
                      data={[...new Set(known.countries.map((one) => one.currency))].sort()} onChange={(code) => set({ currency: code ?? '' })}
                    />
                    <Select
                      label={t('chart')} value={given.chart || (known.charts[0]?.code ?? null)} allowDeselect={false}
                      data={known.charts.map((one) => ({ value: one.code, label: one.name }))} onChange={(code) => set({ chart: code ?? '' })}
                    />
                  </>
                )}
                {failure && <Text c="red.8" size="sm" role="alert">{failure}</Text>}
                <Button type="submit" size="sm" loading={busy}>{t('first-run-start')}</Button>
              </Stack>
            </form>
          )}
        </Ready>
      </Paper>
    </Center>
  );
}
