// Sign-in, with a new password where the host asks for one (the first time, or after a reset).
import { Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { api, data } from '@/api/client';
import { Problem } from '@/api/problem';
import { useSentence } from '@/app/states';
import { useT } from '@/i18n';

export default function SignIn() {
  const t = useT();
  const sentence = useSentence();
  const client = useQueryClient();
  const [given, setGiven] = useState({ login: '', password: '', renewed: '' });
  const [renew, setRenew] = useState(false);
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  useDocumentTitle(`${t('sign-in')} · Keel`);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure('');
    try {
      const body = { login: given.login, password: given.password, new_password: renew ? given.renewed : null };
      const signed = await data(api.POST('/api/v1/session', { body }));
      // Nothing of who was here before.
      client.removeQueries({ predicate: (one) => one.queryKey[0] !== 'session' });
      client.setQueryData(['session'], signed.user);
    } catch (error) {
      // The one-time password is right; one of their own is asked for.
      if (error instanceof Problem && /password/.test(error.code) && error.status !== 401 && !renew) setRenew(true);
      else setFailure(sentence(error));
    }
    setBusy(false);
  };
  const field = (name: keyof typeof given) => ({
    value: given[name],
    onChange: (event: { currentTarget: { value: string } }) => setGiven({ ...given, [name]: event.currentTarget.value }),
    required: true,
    withAsterisk: false,
  });
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="lg" w={360} maw="100%">
        <form onSubmit={(event) => void submit(event)}>
          <Stack gap="sm">
            <Title order={1}>{t('sign-in-title')}</Title>
            <TextInput label={t('login')} autoComplete="username" autoFocus {...field('login')} />
            <PasswordInput label={t('password')} autoComplete="current-password" {...field('password')} />
            {renew && (
              <PasswordInput label={t('new-password')} description={t('new-password-why')} autoComplete="new-password" autoFocus {...field('renewed')} />
            )}
            {failure && <Text c="red.8" size="sm" role="alert">{failure}</Text>}
            <Button type="submit" size="sm" loading={busy}>{t('sign-in')}</Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
