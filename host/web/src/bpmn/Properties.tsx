// What the chosen element of a diagram says: name, instruction, who, form, action, conditions, times.
import { Checkbox, Select, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState } from 'react';

import type { Field } from '@/api/meta';
import { type GridRow, LineGrid } from '@/fields/LineGrid';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { type Diagram, is, type Shape, timerKinds, type TimerKind } from './moddle';

interface PropertiesProps {
  diagram: Diagram;
  shape: Shape;
  /** The picture of another element, by its id. */
  find: (id: string) => Shape | undefined;
}

export function Properties({ diagram, shape, find }: PropertiesProps) {
  const t = useT();
  const of = shape.businessObject;
  const calls = is(of, 'bpmn:ServiceTask') || is(of, 'bpmn:BusinessRuleTask') || is(of, 'bpmn:CallActivity');
  return (
    <Stack gap="xs">
      <Title order={2} size="h3">{t('bpmn-element')}</Title>
      <Text size="xs" c="dimmed" ff="monospace">{shape.id}</Text>
      <Line label={t('bpmn-name')} value={String(of.get('name') ?? '')} set={(name) => diagram.set(shape, { name })} />
      {!is(of, 'bpmn:SequenceFlow') && (
        <Line
          long label={is(of, 'bpmn:UserTask') ? t('bpmn-instruction') : t('bpmn-documentation')} value={diagram.documentation(shape)}
          set={(text) => diagram.document(shape, text)}
        />
      )}
      {is(of, 'bpmn:Lane') && <Attribute diagram={diagram} shape={shape} name="role" label={t('bpmn-role')} />}
      {is(of, 'bpmn:UserTask') && <UserTask diagram={diagram} shape={shape} />}
      {calls && <Call diagram={diagram} shape={shape} />}
      {is(of, 'bpmn:SequenceFlow') && <Flow diagram={diagram} shape={shape} find={find} />}
      <Timer diagram={diagram} shape={shape} />
    </Stack>
  );
}

/** Typed here, changed in the diagram when one goes on: each is one step of undo. */
function Line({ label, help, value, set, long }: { label: string; help?: string; value: string; set: (text: string) => void; long?: boolean }) {
  const [typed, type] = useState<string | null>(null);
  const common = {
    label, description: help, value: typed ?? value,
    onChange: (event: { currentTarget: { value: string } }) => type(event.currentTarget.value),
    onBlur: () => {
      if (typed !== null && typed !== value) set(typed);
      type(null);
    },
  };
  return long ? <Textarea {...common} autosize minRows={2} maxRows={10} /> : <TextInput {...common} />;
}

type Part = Omit<PropertiesProps, 'find'>;

function Attribute({ diagram, shape, name, label, help }: Part & { name: string; label: string; help?: string }) {
  return <Line label={label} help={help} value={String(shape.businessObject.get(`keel:${name}`) ?? '')} set={(text) => diagram.set(shape, { [`keel:${name}`]: text })} />;
}

const field = (name: string, label: string, more: Partial<Field> = {}): Field => ({
  name, label, kind: 'text', help: '', required: false, readonly: false, fixed: false, unique: false, plugin: null, extension: false, ...more,
});

/** Extension elements of one kind, a line each. */
function Rows({ diagram, shape, type, label, fields }: Part & { type: string; label: string; fields: Field[] }) {
  const read = (): GridRow[] => diagram.extensions(shape, type).map((one) => Object.fromEntries(fields.map((column) => {
    const value = one.get(column.name) as string | undefined;
    return [column.name, column.kind === 'bool' ? value === 'true' : value ?? null];
  })));
  const [rows, setRows] = useState(read);
  const change = (next: GridRow[]) => {
    setRows(next);
    // A line that says nothing yet is not in the diagram.
    diagram.extend(shape, type, next.filter((row) => fields.some((column) => row[column.name])));
  };
  return (
    <Stack gap={2}>
      <Text size="sm" fw={500}>{label}</Text>
      <LineGrid label={label} columns={fields.map((one) => ({ field: one, width: 110 }))} rows={rows} onChange={change} />
    </Stack>
  );
}

function UserTask({ diagram, shape }: Part) {
  const t = useT();
  const kinds = ['text', 'boolean', 'number', 'date', 'choice'];
  return (
    <>
      <Attribute diagram={diagram} shape={shape} name="role" label={t('bpmn-role')} help={t('bpmn-role-why')} />
      <Attribute diagram={diagram} shape={shape} name="assignee" label={t('bpmn-person')} />
      <Attribute diagram={diagram} shape={shape} name="due" label={t('bpmn-due')} help={t('bpmn-due-why')} />
      <Rows
        diagram={diagram} shape={shape} type="keel:Field" label={t('bpmn-form')}
        fields={[
          field('name', t('bpmn-name')), field('label', t('bpmn-label')),
          field('kind', t('bpmn-kind'), { kind: 'choice', options: kinds.map((value) => ({ value, label: t(`bpmn-kind-${value}`) })) }),
          field('required', t('bpmn-required'), { kind: 'bool' }), field('choices', t('bpmn-choices')),
        ]}
      />
      <Rows diagram={diagram} shape={shape} type="keel:Outcome" label={t('bpmn-outcomes')} fields={[field('name', t('bpmn-name')), field('label', t('bpmn-label'))]} />
      <Rows diagram={diagram} shape={shape} type="keel:Record" label={t('bpmn-record')} fields={[field('type', t('bpmn-record-type')), field('id', t('bpmn-record-id'))]} />
    </>
  );
}

function Call({ diagram, shape }: Part) {
  const t = useT();
  const { plugins } = useSession();
  const [call] = diagram.extensions(shape, 'keel:Call');
  const of = (name: string) => String(call?.get(name) ?? '');
  const chosen = of('action');
  const set = (changes: Record<string, string | null>) =>
    diagram.extend(shape, 'keel:Call', [{ action: chosen, target: of('target'), later: of('later'), process: of('process'), ...changes }]);
  const groups = plugins.filter((one) => one.actions.length > 0).map((one) => ({ group: one.name, items: one.actions.map((action) => ({ value: action.name, label: `${action.label} (${action.name})` })) }));
  const known = plugins.some((one) => one.actions.some((action) => action.name === chosen));
  const action = plugins.flatMap((one) => one.actions).find((one) => one.name === chosen);
  const values = (names: string[]) => names.length > 0 ? { kind: 'choice' as const, options: names.map((name) => ({ value: name, label: name })) } : {};
  const given = diagram.extensions(shape, 'keel:Input').map((one) => String(one.get('name') ?? ''));
  return (
    <>
      {!is(shape.businessObject, 'bpmn:CallActivity') && (
        <Select
          label={t('bpmn-action')} searchable clearable value={chosen || null} onChange={(name) => set({ action: name })}
          data={known || !chosen ? groups : [...groups, { group: t('bpmn-elsewhere'), items: [{ value: chosen, label: chosen }] }]}
        />
      )}
      {action?.help && <Text size="xs" c="dimmed">{action.help}</Text>}
      <Line label={t('bpmn-target')} help={t('bpmn-value-why')} value={of('target')} set={(target) => set({ target })} />
      <Checkbox label={t('bpmn-later')} checked={of('later') === 'true'} onChange={(event) => set({ later: event.currentTarget.checked ? 'true' : null })} />
      <Rows
        key={`in ${chosen}`} diagram={diagram} shape={shape} type="keel:Input" label={t('bpmn-input')}
        fields={[field('name', t('bpmn-name'), values([...new Set([...(action?.input.map((one) => one.name) ?? []), ...(action?.input_collections.map((one) => one.name) ?? []), ...given.filter(Boolean)])])), field('value', t('bpmn-value'))]}
      />
      <Rows diagram={diagram} shape={shape} type="keel:Output" label={t('bpmn-output')} fields={[field('to', t('bpmn-variable')), field('value', t('bpmn-value'))]} />
    </>
  );
}

function Flow({ diagram, shape, find }: PropertiesProps) {
  const t = useT();
  const source = shape.businessObject.get('sourceRef') as { id?: string } | undefined;
  const from = source?.id ? find(source.id) : undefined;
  return (
    <>
      <Line long label={t('bpmn-condition')} help={t('bpmn-condition-why')} value={diagram.condition(shape)} set={(body) => diagram.conditioned(shape, body)} />
      {from && <Checkbox label={t('bpmn-default')} checked={diagram.isDefault(shape)} onChange={(event) => diagram.makeDefault(shape, from, event.currentTarget.checked)} />}
    </>
  );
}

function Timer({ diagram, shape }: Part) {
  const t = useT();
  const timer = diagram.timer(shape);
  if (!timer) return null;
  return (
    <>
      <Select
        label={t('bpmn-timer')} allowDeselect={false} value={timer.kind} data={timerKinds.map((value) => ({ value, label: t(`bpmn-timer-${value.toLowerCase()}`) }))}
        onChange={(kind) => diagram.timed(shape, timer.definition, kind as TimerKind, timer.body)}
      />
      <Line label={t('bpmn-time')} help={t(`bpmn-time-${timer.kind.toLowerCase()}`)} value={timer.body} set={(body) => diagram.timed(shape, timer.definition, timer.kind, body)} />
    </>
  );
}
