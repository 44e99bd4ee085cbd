// What a plugin lets be set, for all companies or for one, typed by the kinds that it declares.
import { Badge, Button, Group, PasswordInput, Select, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';

import { api, data } from '@/api/client';
import type { Field } from '@/api/meta';
import { Problem } from '@/api/problem';
import { useSearch } from '@/app/navigation';
import { Empty } from '@/app/states';
import { useTold } from '@/app/told';
import { EditValue } from '@/fields/EditValue';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { type PluginSheet, useInstalledAgain } from './plugins';

type Setting = PluginSheet['settings'][number];
type Given = Setting['default'];

/** A setting as a field: its kind stands in words of the manifest's plan. */
export function fieldOf(one: Setting): Field {
  const bare = { name: one.name, label: one.label, help: '', required: false, readonly: false, fixed: false, unique: false, plugin: null, extension: false };
  const text = /^text of at most (\d+)/.exec(one.kind);
  const decimal = /^decimal with (\d+)/.exec(one.kind);
  const reference = /^reference to ([^,\s]+)/.exec(one.kind);
  const choice = /^one of (.+)$/.exec(one.kind);
  if (decimal) return { ...bare, kind: 'decimal', scale: Number(decimal[1]) };
  if (reference) return { ...bare, kind: 'reference', to: reference[1] };
  if (choice) return { ...bare, kind: 'choice', options: choice[1]!.split(', ').map((value) => ({ value, label: value })) };
  if (one.kind === 'long text') return { ...bare, kind: 'long-text' };
  if (one.kind === 'yes or no') return { ...bare, kind: 'bool' };
  if (one.kind === 'whole number') return { ...bare, kind: 'integer' };
  if (one.kind === 'day') return { ...bare, kind: 'day' };
  return { ...bare, kind: 'text', max: text ? Number(text[1]) : undefined };
}

export default function SettingsForm({ plugin }: { plugin: PluginSheet }) {
  const t = useT();
  const { companies } = useSession();
  const [search, change] = useSearch();
  const company = companies.find((one) => one.code === search.company)?.code ?? null;
  if (plugin.settings.length === 0) return <Empty title={t('admin-no-settings')} />;
  return (
    <Stack maw={520}>
      <Select
        label={t('admin-settings-for')} value={company ?? ''} allowDeselect={false} onChange={(code) => change({ company: code }, { push: true })}
        data={[{ value: '', label: t('admin-settings-all') }, ...companies.map((one) => ({ value: one.code, label: one.name }))]}
      />
      <Form key={`${company} ${plugin.updated_at}`} plugin={plugin} company={company} />
    </Stack>
  );
}

function Form({ plugin, company }: { plugin: PluginSheet; company: string | null }) {
  const t = useT();
  const told = useTold();
  const again = useInstalledAgain();
  const setHere = (one: Setting) => one.set.find((set) => (set.company ?? null) === company);
  const [values, setValues] = useState<Record<string, Given>>({});
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const byField = problem instanceof Problem ? problem.byField : {};
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await data(api.POST('/api/v1/actions/plugin.set', { body: { plugin: plugin.code, company, settings: values } }));
      await again();
      setValues({});
      told.done(t('saved'));
    } catch (error) {
      setProblem(error);
      if (!(error instanceof Problem) || Object.keys(error.byField).length === 0) told.failed(error);
    }
    setBusy(false);
  };
  const set = (name: string, value: unknown) => setValues({ ...values, [name]: value as Given });
  return (
    <form onSubmit={(event) => void save(event)}>
      <Stack gap="sm">
        {plugin.settings.map((one) => {
          const kept = setHere(one);
          const general = company ? one.set.find((other) => other.company === null || other.company === undefined) : undefined;
          const shown = one.name in values ? values[one.name] : kept ? kept.value : general ? general.value : one.default;
          const error = byField[`settings/${one.name}`];
          return (
            <Stack gap={2} key={one.name}>
              {one.secret ? (
                <PasswordInput
                  label={one.label} placeholder={t(kept ? 'admin-secret-set' : 'admin-secret-not-set')} autoComplete="off" error={error}
                  value={String(values[one.name] ?? '')} onChange={(event) => set(one.name, event.currentTarget.value)}
                />
              ) : <EditValue field={fieldOf(one)} value={shown} error={error} onChange={(value) => set(one.name, value)} />}
              <Group gap="xs">
                {kept ? (
                  <>
                    <Badge color="blue">{t('admin-set-here')}</Badge>
                    <Button size="compact-xs" variant="subtle" onClick={() => set(one.name, null)}>{t('admin-set-back')}</Button>
                  </>
                ) : <Text size="xs" c="dimmed">{t(general ? 'admin-set-general' : 'admin-set-default')}</Text>}
              </Group>
            </Stack>
          );
        })}
        <Group><Button type="submit" loading={busy} disabled={Object.keys(values).length === 0}>{t('save')}</Button></Group>
      </Stack>
    </form>
  );
}
