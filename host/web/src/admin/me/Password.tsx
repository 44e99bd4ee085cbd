// Changing one's own password; one's other sessions end with it.
import { Button, Group, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';

import { api, data } from '@/api/client';
import { Problem } from '@/api/problem';
import { useSentence } from '@/app/states';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';
import { useQueryClient } from '@tanstack/react-query';

const NONE = { password: '', renewed: '', again: '' };

export function Password() {
  const t = useT();
  const told = useTold();
  const client = useQueryClient();
  const sentence = useSentence();
  const { user } = useSession();
  const [given, setGiven] = useState(NONE);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const byField = problem instanceof Problem ? problem.byField : {};
  const different = given.again !== '' && given.again !== given.renewed;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (given.again !== given.renewed) return;
    setBusy(true);
    setProblem(null);
    try {
      await data(api.POST('/api/v1/password', { body: { password: given.password, new_password: given.renewed } }));
      setGiven(NONE);
      told.done(t('admin-password-changed'));
      await client.invalidateQueries({ queryKey: ['sessions'] });
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  const field = (name: keyof typeof NONE) => ({
    value: given[name], required: true, withAsterisk: false,
    onChange: (event: { currentTarget: { value: string } }) => setGiven({ ...given, [name]: event.currentTarget.value }),
  });
  return (
    <section>
      <Title order={2} mb="xs">{t('password')}</Title>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm" maw={360}>
          <input type="text" autoComplete="username" value={user.login} readOnly hidden />
          <PasswordInput label={t('admin-password-present')} autoComplete="current-password" error={byField.password} {...field('password')} />
          <PasswordInput label={t('new-password')} description={t('admin-password-rule')} autoComplete="new-password" error={byField.new_password} {...field('renewed')} />
          <PasswordInput label={t('admin-password-again')} autoComplete="new-password" error={different ? t('admin-password-different') : undefined} {...field('again')} />
          {problem !== null && !byField.password && !byField.new_password && <Text size="sm" c="var(--keel-bad)" role="alert">{sentence(problem)}</Text>}
          <Group><Button type="submit" loading={busy} disabled={different}>{t('admin-password-change')}</Button></Group>
        </Stack>
      </form>
    </section>
  );
}
