// First set-up: the company, its country and currency, its books; or the demo company. Beside it stands what will be made.
import { Button, Center, Checkbox, Grid, Group, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { api, data, type Schema } from '@/api/client';
import { fetched } from '@/api/http';
import { Problem } from '@/api/problem';
import { Ready, useSentence } from '@/app/states';
import { languages, useLanguage, useT } from '@/i18n';

import { codeOf, regionOf, yearsHolding } from './guess';
import { Preview, useYearName } from './Preview';
import { preferencesQuery } from './session';

export interface Given {
  name: string;
  code: string;
  country: string;
  currency: string;
  chart: string;
  year: string;
}

export default function FirstRun() {
  const t = useT();
  const choices = useQuery({ queryKey: ['setup'], queryFn: () => data(api.GET('/api/v1/setup')), staleTime: Infinity });
  useDocumentTitle(`${t('first-run')} · Keel`);
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w={880} maw="100%" gap="sm">
        <Languages />
        <Ready query={choices}>{(known) => <Form known={known} />}</Ready>
      </Stack>
    </Center>
  );
}

/** Whoever begins may not read the language of the machine's browser. */
function Languages() {
  const language = useLanguage();
  const client = useQueryClient();
  const choose = async (tag: string) => {
    const all = { ...client.getQueryData<Record<string, unknown>>(preferencesQuery.queryKey), language: tag };
    await fetched('/api/v1/preferences', { method: 'PUT', body: all });
    client.setQueryData(preferencesQuery.queryKey, all);
  };
  return (
    <Group justify="end" gap={4}>
      {Object.entries(languages).map(([tag, name]) => (
        <Button key={tag} lang={tag} variant={tag === language ? 'default' : 'subtle'} aria-pressed={tag === language} onClick={() => void choose(tag)}>{name}</Button>
      ))}
    </Group>
  );
}

function Form({ known }: { known: Schema<'Choices'> }) {
  const t = useT();
  const language = useLanguage();
  const sentence = useSentence();
  const client = useQueryClient();
  const yearName = useYearName();
  const [demo, setDemo] = useState(false);
  const [given, setGiven] = useState<Given>(() => {
    const guessed = known.countries.find((one) => one.code === regionOf(navigator.languages));
    return { name: '', code: '', country: guessed?.code ?? '', currency: guessed?.currency ?? '', chart: known.charts[0]?.code ?? '', year: yearsHolding(new Date())[0]! };
  });
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const set = (changes: Partial<Given>) => setGiven({ ...given, ...changes });
  const byField = problem instanceof Problem ? problem.byField : {};
  const isPlaced = Object.keys(byField).some((one) => one.startsWith('company/'));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const { name, code, country, currency, chart, year } = given;
    const body = demo ? { demo: true } : { demo: false, company: { name, code, country, currency: currency || null }, chart: chart || null, fiscal_year_start: year };
    try {
      await data(api.POST('/api/v1/actions/setup.start', { body }));
      await client.invalidateQueries();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  const names = new Intl.DisplayNames([language], { type: 'region' });
  const countries = known.countries.map((one) => ({ value: one.code, label: names.of(one.code) ?? one.code })).sort((one, other) => one.label.localeCompare(other.label, language));
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 7 }}>
          <Paper withBorder p="lg" h="100%">
            <Stack gap="sm">
              <Title order={1}>{t('first-run')}</Title>
              <Text c="dimmed" size="sm">{t('first-run-why')}</Text>
              <Checkbox label={t('first-run-demo')} checked={demo} onChange={(event) => setDemo(event.currentTarget.checked)} />
              {!demo && (
                <>
                  <TextInput
                    label={t('company-name')} required withAsterisk={false} autoFocus value={given.name} error={byField['company/name']}
                    onChange={(event) => {
                      const name = event.currentTarget.value;
                      set({ name, code: given.code === codeOf(given.name) ? codeOf(name) : given.code });
                    }}
                  />
                  <TextInput
                    label={t('company-code')} description={t('company-code-why')} required withAsterisk={false} value={given.code} error={byField['company/code']}
                    onChange={(event) => set({ code: event.currentTarget.value })}
                  />
                  <Group grow align="start">
                    <Select
                      label={t('country')} searchable allowDeselect={false} required withAsterisk={false} value={given.country || null} data={countries} error={byField['company/country']}
                      onChange={(code) => set({ country: code ?? '', currency: known.countries.find((one) => one.code === code)?.currency ?? given.currency })}
                    />
                    <Select
                      label={t('currency')} searchable allowDeselect={false} required withAsterisk={false} value={given.currency || null} error={byField['company/currency']}
                      data={[...new Set(known.countries.map((one) => one.currency))].sort()} onChange={(code) => set({ currency: code ?? '' })}
                    />
                  </Group>
                  <Select
                    label={t('session-year')} description={t('session-year-why')} value={given.year} allowDeselect={false}
                    data={yearsHolding(new Date()).map((first) => ({ value: first, label: yearName(first) }))} onChange={(year) => set({ year: year ?? given.year })}
                  />
                  <Select
                    label={t('chart')} value={given.chart || null} allowDeselect={false}
                    data={known.charts.map((one) => ({ value: one.code, label: one.name }))} onChange={(code) => set({ chart: code ?? '' })}
                  />
                </>
              )}
              {problem !== null && !isPlaced && <Text c="var(--keel-bad)" size="sm" role="alert">{sentence(problem)}</Text>}
              <Button type="submit" size="sm" loading={busy}>{t('first-run-start')}</Button>
            </Stack>
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 5 }}><Preview demo={demo} given={given} chart={known.charts.find((one) => one.code === given.chart)?.name ?? ''} /></Grid.Col>
      </Grid>
    </form>
  );
}
