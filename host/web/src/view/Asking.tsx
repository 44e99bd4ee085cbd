// The dialog of an action: what it takes, or that it is meant, or why it was refused.
import { Alert, Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';

import { uuid } from '@/api/http';
import type { Field } from '@/api/meta';
import { Problem } from '@/api/problem';
import { useSentence } from '@/app/states';
import { EditValue } from '@/fields/EditValue';
import { ReferencePicker } from '@/fields/ReferencePicker';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { type Action, byInput, inputLines, inputs, isAsking, perform, readAgain, useTell } from './actions';
import { useWaiting, type Waiting } from './asking';
import { InputLines, type Row } from './InputLines';

export default function Asking() {
  const waiting = useWaiting();
  if (!waiting) return null;
  return waiting.action ? <AskForm waiting={waiting} action={waiting.action} /> : <Refused waiting={waiting} />;
}

/** Why it was refused, with each cause. */
export function Refusal({ error }: { error: unknown }) {
  const t = useT();
  const sentence = useSentence();
  const causes = error instanceof Problem ? (error.body.errors ?? []).map((one) => one.detail).filter((one) => one !== error.message) : [];
  return (
    <Alert color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} title={t('view-refused')} role="alert">
      <Text size="sm">{sentence(error)}</Text>
      {causes.length > 0 && <List size="sm" mt={4}>{causes.map((one, index) => <List.Item key={index}>{one}</List.Item>)}</List>}
    </Alert>
  );
}

function Refused({ waiting }: { waiting: Waiting }) {
  const t = useT();
  return (
    <Modal opened onClose={() => waiting.answer(null)} title={waiting.run.label ?? t('failed')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Refusal error={waiting.refusal} />
      <Group justify="end" mt="md"><Button data-autofocus onClick={() => waiting.answer(null)}>{t('close')}</Button></Group>
    </Modal>
  );
}

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';

function AskForm({ waiting, action }: { waiting: Waiting; action: Action }) {
  const t = useT();
  const session = useSession();
  const client = useQueryClient();
  const tell = useTell();
  const { run } = waiting;
  const title = run.label ?? action.label;
  const asked = isAsking(action, run) || waiting.refusal !== undefined;
  // What the caller gave is not asked again, unless it is what was refused.
  const refused = Object.keys(byInput(waiting.refusal)).map((pointer) => pointer.split('/')[0]);
  const fields = asked ? inputs(action).filter((one) => run.input?.[one.name] === undefined || refused.includes(one.name)) : [];
  const lines = asked ? inputLines(action).filter((one) => run.input?.[one.name] === undefined || refused.includes(one.name)) : [];
  const [values, setValues] = useState<Record<string, unknown>>(() => ({
    ...Object.fromEntries(fields.filter((one) => isGiven(one.default)).map((one) => [one.name, one.default])),
    ...run.input,
  }));
  const [target, setTarget] = useState(run.target ?? null);
  const [error, setError] = useState<unknown>(waiting.refusal);
  const [busy, setBusy] = useState(false);
  const key = useRef({ of: '', is: '' });
  const messages = byInput(error);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    // A checkbox that was never touched says no; what was left empty is not given.
    const given = Object.fromEntries(Object.entries({
      ...Object.fromEntries(fields.filter((one) => one.kind === 'bool').map((one) => [one.name, false])),
      ...values,
    }).filter(([, value]) => isGiven(value) && !(Array.isArray(value) && value.length === 0)));
    const said = JSON.stringify([target, given]);
    // The same again is the same request: what was done though its answer was lost is not done twice.
    if (key.current.of !== said) key.current = { of: said, is: uuid() };
    setBusy(true);
    try {
      const outcome = (await perform(session, { ...run, target: target ?? undefined }, given, key.current.is)) || {};
      tell(action, title, outcome);
      waiting.answer(outcome);
    } catch (problem) {
      setError(problem);
      if (problem instanceof Problem && problem.status !== 0) key.current = { of: '', is: '' };
    } finally {
      setBusy(false);
      readAgain(client);
    }
  };
  const shownPointers = new Set(fields.map((one) => one.name));
  const elsewhere = error !== undefined && !Object.keys(messages).some((pointer) => shownPointers.has(pointer));
  return (
    <Modal opened onClose={() => waiting.answer(null)} title={title} size={lines.length > 0 ? 'xl' : 'md'} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={(event) => void send(event)} noValidate>
        <Stack gap="sm">
          {action.help && asked && <Text size="sm" c="dimmed">{action.help}</Text>}
          {run.confirm && <Text size="sm">{run.confirm}</Text>}
          {elsewhere && <Refusal error={error} />}
          {action.on && !run.target && (
            <ReferencePicker
              type={action.on} value={target} onChange={setTarget}
              input={{ label: session.types.find((one) => one.name === action.on)?.label ?? action.on, required: true, error: messages.target }}
            />
          )}
          {fields.map((field: Field, index) => (
            <EditValue
              key={field.name} field={field} value={values[field.name]} error={messages[field.name]} autoFocus={index === 0 && Boolean(run.target || !action.on)}
              onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
            />
          ))}
          {lines.map((one) => (
            <InputLines
              key={one.name} collection={one} rows={(values[one.name] as Row[] | undefined) ?? []} messages={messages}
              onChange={(rows) => setValues((before) => ({ ...before, [one.name]: rows }))}
            />
          ))}
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={() => waiting.answer(null)}>{t('cancel')}</Button>
            <Button type="submit" loading={busy} data-autofocus={fields.length === 0 || undefined}>{title}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
