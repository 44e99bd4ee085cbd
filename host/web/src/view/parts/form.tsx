// The node `form`: inputs of an action, and fields that only the document declares.
import { Button, Group, Paper, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';

import type { Field } from '@/api/meta';
import { EditValue } from '@/fields/EditValue';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { byInput, findAction, inputLines, inputs, useActionRunner } from '../actions';
import { useView, whole } from '../context';
import { type Cell, given, plain, type Target, type Tone } from '../document';
import { InputLines, type Row } from '../InputLines';
import { fills } from './doing';

/** A field that the document itself declares. */
interface Declared {
  name: string;
  label: string;
  kind: Field['kind'];
  help?: string;
  required?: boolean;
  choices?: { value: string; label?: string }[];
  value?: Cell;
}

interface FormMembers {
  action: string;
  target?: Target;
  input?: Record<string, Cell>;
  submit?: string;
  /** Inputs of the action that are shown, the rest of `input` is sent as it is; all without it. */
  asks?: string[];
  /** Fields of the document's own, collected in the JSON input `into`. */
  fields?: Declared[];
  into?: string;
  /** Several ways to send it. */
  buttons?: { label: string; input?: Record<string, Cell>; tone?: Tone }[];
}

const asField = (one: Declared): Field => ({
  name: one.name, label: one.label, kind: one.kind, help: one.help ?? '', required: one.required ?? false, readonly: false, fixed: false,
  unique: false, plugin: null, extension: false, options: one.choices?.map((choice) => ({ value: choice.value, label: choice.label ?? choice.value })),
});

export function FormNode({ node }: { node: FormMembers }) {
  const t = useT();
  const session = useSession();
  const { plugin, refused, done } = useView();
  const runner = useActionRunner();
  const action = findAction(session, whole(plugin, node.action));
  const own = (node.fields ?? []).map(asField);
  const kinds = Object.fromEntries((action ? inputs(action) : []).map((one) => [one.name, one.kind]));
  const fixed = given(node.input, kinds);
  // What the document fills in before is the reader's to change, unless the document says which inputs it asks for.
  const [values, setValues] = useState<Record<string, unknown>>(() => Object.fromEntries(Object.entries(fixed).filter(([name]) => !node.asks || node.asks.includes(name))));
  const [inner, setInner] = useState<Record<string, unknown>>(
    () => Object.fromEntries((node.fields ?? []).flatMap((one) => (one.value === undefined || one.value === null ? [] : [[one.name, plain(one.value)]]))),
  );
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState<string[]>([]);
  const [busy, setBusy] = useState(-1);
  if (!action) return null;
  const ways = node.buttons ?? [{ label: node.submit ?? action.label, tone: 'good' as const }];
  const taken = new Set([...(node.into ? [node.into] : []), ...ways.flatMap((one) => Object.keys(('input' in one && one.input) || {}))]);
  const shown = (name: string) => !taken.has(name) && (!node.asks || node.asks.includes(name));
  const fields = inputs(action).filter((one) => shown(one.name));
  const lines = inputLines(action).filter((one) => shown(one.name));
  const messages = byInput(error);
  const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
  const send = async (at: number) => {
    const gone = [
      ...fields.filter((one) => one.required && one.default === undefined && one.kind !== 'bool' && isEmpty(values[one.name])).map((one) => one.name),
      ...own.filter((one) => one.required && one.kind !== 'bool' && isEmpty(inner[one.name])).map((one) => `${node.into}/${one.name}`),
    ];
    setMissing(gone);
    if (gone.length > 0) return;
    const way = ways[at]!;
    const collected = Object.fromEntries(own.flatMap((one) => {
      const value = one.kind === 'bool' ? inner[one.name] === true : inner[one.name];
      return isEmpty(value) ? [] : [[one.name, value]];
    }));
    const input = {
      ...Object.fromEntries(Object.entries(fixed).filter(([name]) => !fields.some((one) => one.name === name))),
      ...Object.fromEntries(fields.filter((one) => one.kind === 'bool').map((one) => [one.name, values[one.name] === true])),
      ...Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value))),
      ...('input' in way ? given(way.input, kinds) : {}),
      ...(node.into ? { [node.into]: collected } : {}),
    };
    setBusy(at);
    setError(null);
    const refuse = (problem: unknown) => {
      setError(problem);
      const here = Object.keys(byInput(problem)).some((pointer) => fields.some((one) => one.name === pointer) || own.some((one) => `${node.into}/${one.name}` === pointer));
      if (!here) refused(problem);
    };
    const outcome = await runner({
      action: action.name, target: node.target?.id, input, label: way.label, refused: refuse,
    });
    setBusy(-1);
    if (!outcome) return;
    setValues({});
    done();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ways.length === 1) void send(0);
  };
  const wrong = (pointer: string) => messages[pointer] ?? (missing.includes(pointer) ? t('view-needed') : undefined);
  return (
    <Paper component="form" withBorder p="sm" maw={lines.length > 0 ? undefined : 560} onSubmit={submit} noValidate>
      <Stack gap="sm">
        {own.map((one) => (
          <EditValue
            key={one.name} field={one} value={inner[one.name]} error={wrong(`${node.into}/${one.name}`)}
            onChange={(value) => setInner((before) => ({ ...before, [one.name]: value }))}
          />
        ))}
        {fields.map((one) => (
          <EditValue
            key={one.name} field={one} value={values[one.name] ?? one.default} error={wrong(one.name)}
            onChange={(value) => setValues((before) => ({ ...before, [one.name]: value }))}
          />
        ))}
        {lines.map((one) => (
          <InputLines
            key={one.name} collection={one} rows={(values[one.name] as Row[] | undefined) ?? []} messages={messages}
            onChange={(rows) => setValues((before) => ({ ...before, [one.name]: rows }))}
          />
        ))}
        <Group gap="xs">
          {ways.map((one, at) => (
            <Button
              key={at} {...fills[one.tone ?? 'neutral']} type={ways.length === 1 ? 'submit' : 'button'} loading={busy === at} disabled={busy >= 0 && busy !== at}
              onClick={ways.length === 1 ? undefined : () => void send(at)}
            >
              {one.label}
            </Button>
          ))}
        </Group>
      </Stack>
    </Paper>
  );
}
