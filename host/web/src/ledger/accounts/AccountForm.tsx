// An account is made or changed where it stands in the chart; what its lines depend on stays once it has lines, as the host says.
import { Alert, Button, Group, Modal, SimpleGrid, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';

import { useType } from '@/api/meta';
import { Problem } from '@/api/problem';
import { createRecord, updateRecord, useRefresh } from '@/api/records';
import { useSentence } from '@/app/states';
import { EditValue } from '@/fields/EditValue';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import type { Account } from '../chart';

const names = ['code', 'name', 'kind', 'parent', 'is_group', 'reconcilable', 'role', 'currency'];

/** `account` is changed; without one, a new one begins with `given`. */
export function AccountForm({ account, given, close }: { account: Account | null; given: Partial<Account>; close: () => void }) {
  const t = useT();
  const type = useType('account');
  const sentence = useSentence();
  const refresh = useRefresh();
  const { company } = useSession();
  const [values, setValues] = useState<Record<string, unknown>>(account ?? { is_group: false, reconcilable: false, ...given });
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    const changed = Object.fromEntries(names.filter((name) => !account || account[name] !== values[name]).map((name) => [name, values[name] ?? null]));
    try {
      if (account) await updateRecord('account', account.id, `"${account.version}"`, changed);
      else await createRecord('account', { ...changed, company: company.id });
      await refresh('account');
      close();
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  const byField = failure instanceof Problem ? failure.byField : {};
  const unseen = failure !== null && !names.some((name) => byField[name]);
  return (
    <Modal opened onClose={close} size="lg" title={account ? t('ledger-account-edit', { code: account.code }) : t('ledger-account-new')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            {names.map((name) => {
              const one = type?.fields.find((field) => field.name === name);
              if (!one) return null;
              return (
                <EditValue
                  key={name} field={one} value={values[name] ?? null} error={byField[name]} autoFocus={name === 'code'}
                  filter={name === 'parent' ? ['is_group:eq:true'] : undefined} onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
                />
              );
            })}
          </SimpleGrid>
          {unseen && <Alert color="red" variant="outline" role="alert">{sentence(failure)}</Alert>}
          <Group justify="end">
            <Button variant="default" onClick={close}>{t('cancel')}</Button>
            <Button type="submit" loading={busy}>{t('save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
