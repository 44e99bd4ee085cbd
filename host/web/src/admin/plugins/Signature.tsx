// A package whose key nobody trusts yet, or without a signature: what that means, and saying yes to it.
import { Alert, Button, Checkbox, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconSignature } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';

import { api, data } from '@/api/client';
import type { Problem } from '@/api/problem';
import { useT } from '@/i18n';

import { useDoing } from '../parts';

export function KeyUnknown({ problem, trusted }: { problem: Problem; trusted: () => void }) {
  const t = useT();
  const { busy, run } = useDoing('plugins');
  const [name, setName] = useState('');
  const key = problem.body.args?.key ?? /ed25519:[A-Za-z0-9+/=_-]+/.exec(problem.message)?.[0] ?? '';
  const trust = async (event: FormEvent) => {
    event.preventDefault();
    if (await run(() => data(api.POST('/api/v1/actions/plugin.trust-key', { body: { name, public_key: key } })), t('admin-key-trusted', { name }))) trusted();
  };
  return (
    <Alert color="yellow" variant="outline" icon={<IconSignature aria-hidden />} title={t('admin-key-unknown')}>
      <form onSubmit={(event) => void trust(event)}>
        <Stack gap="xs">
          <Text size="sm">{t('admin-key-unknown-why')}</Text>
          <Code className="breaks">{key || problem.message}</Code>
          {key && (
            <Group align="end" gap="xs">
              <TextInput label={t('admin-key-whose')} required withAsterisk={false} flex="1 1 220px" value={name} onChange={(event) => setName(event.currentTarget.value)} />
              <Button type="submit" size="sm" loading={busy}>{t('admin-key-trust')}</Button>
            </Group>
          )}
        </Stack>
      </form>
    </Alert>
  );
}

export function Unsigned({ take }: { take: () => void }) {
  const t = useT();
  const [sure, setSure] = useState(false);
  return (
    <Alert color="red" variant="outline" icon={<IconSignature aria-hidden />} title={t('admin-unsigned')}>
      <Stack gap="xs" align="start">
        <Text size="sm">{t('admin-unsigned-why')}</Text>
        <Checkbox label={t('admin-unsigned-yes')} checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} />
        <Button variant="default" disabled={!sure} onClick={take}>{t('admin-unsigned-look')}</Button>
      </Stack>
    </Alert>
  );
}
