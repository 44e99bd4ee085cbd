// Makes or changes one condition: a field, how it is compared, with what.
import { Button, Checkbox, Group, MultiSelect, Select, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';

import type { Field, RecordType } from '@/api/meta';
import { EditValue } from '@/fields/EditValue';
import { useT } from '@/i18n';

import { commonFields, listable } from './columns';
import { type Condition, operatorsOf, stretches, whole } from './filters';
import { operatorId } from './sayCondition';

export function ConditionForm({ type, first, onDone }: { type: RecordType; first?: Condition; onDone: (condition: Condition) => void }) {
  const t = useT();
  const fields = listable(type, commonFields(t)).filter((one) => one.name !== 'company' && one.kind !== 'file');
  const [condition, setCondition] = useState<Condition>(first ?? { field: '', operator: 'eq', value: '' });
  const field = fields.find((one) => one.name === condition.field);
  const operators = field ? operatorsOf(field) : [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (field && whole(condition)) onDone(condition);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Select
          label={t('records-list-field')} searchable autoFocus={!first} data-autofocus={!first || undefined} value={condition.field || null} comboboxProps={{ withinPortal: false }}
          data={fields.map((one) => ({ value: one.name, label: one.label }))}
          onChange={(name) => {
            const next = fields.find((one) => one.name === name);
            if (next) setCondition({ field: next.name, operator: operatorsOf(next)[0]!, value: '' });
          }}
        />
        {field && operators.length > 1 && (
          <Select
            label={t('records-list-how')} value={condition.operator} allowDeselect={false} comboboxProps={{ withinPortal: false }}
            data={operators.map((one) => ({ value: one, label: t(operatorId(field, one)) }))}
            onChange={(operator) => {
              if (!operator) return;
              const keep = operator !== 'within' && condition.operator !== 'within';
              setCondition({ ...condition, operator: operator as Condition['operator'], value: keep ? condition.value : '' });
            }}
          />
        )}
        {field && <ValueOf key={field.name + condition.operator} field={field} condition={condition} onChange={(value) => setCondition({ ...condition, value })} />}
        <Group justify="flex-end"><Button type="submit" disabled={!field || !whole(condition)}>{t('records-list-apply')}</Button></Group>
      </Stack>
    </form>
  );
}

/** So many words of a choice are seen all at once. */
const FEW = 10;

function ValueOf({ field, condition, onChange }: { field: Field; condition: Condition; onChange: (value: string) => void }) {
  const t = useT();
  const { operator, value } = condition;
  const inside = { withinPortal: false };
  if (operator === 'empty' || operator === 'present') return null;
  if (operator === 'within') {
    return (
      <Select
        label={t('records-list-value')} value={value || null} comboboxProps={inside}
        data={stretches.map((one) => ({ value: one, label: t(`records-list-within-${one}`) }))} onChange={(next) => onChange(next ?? '')}
      />
    );
  }
  if (field.kind === 'bool') {
    return (
      <Select
        label={t('records-list-value')} value={value || null} comboboxProps={inside}
        data={[{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]} onChange={(next) => onChange(next ?? '')}
      />
    );
  }
  if (field.kind === 'choice' && operator === 'in') {
    const chosen = value.split('|').filter(Boolean);
    if ((field.options?.length ?? 0) <= FEW) {
      return (
        <Checkbox.Group label={t('records-list-value')} value={chosen} onChange={(all) => onChange(all.join('|'))}>
          <Stack gap={6} mt={4}>{field.options?.map((one) => <Checkbox key={one.value} value={one.value} label={one.label} />)}</Stack>
        </Checkbox.Group>
      );
    }
    return (
      <MultiSelect
        label={t('records-list-value')} data={field.options ?? []} value={chosen} comboboxProps={inside}
        onChange={(all) => onChange(all.join('|'))}
      />
    );
  }
  const meant: Field = {
    ...field, kind: field.kind === 'instant' ? 'day' : field.kind === 'long-text' || field.kind === 'json' ? 'text' : field.kind,
    label: t('records-list-value'), help: '', required: false, readonly: false, max: undefined,
  };
  const word = field.kind === 'reference' && field.to === 'user' ? { value: '@me', label: t('records-list-me') }
    : meant.kind === 'day' ? { value: '@today', label: t('records-list-today', { days: 0, side: 'after' }) } : null;
  const said = value.startsWith('@');
  return (
    <Group align="end" gap="xs" wrap="nowrap">
      <div style={{ flex: 1 }}>
        <EditValue field={meant} value={said || value === '' ? null : value} onChange={(next) => onChange(next === null || next === undefined ? '' : String(next))} />
      </div>
      {word && <Button variant={said ? 'filled' : 'default'} size="sm" aria-pressed={said} onClick={() => onChange(said ? '' : word.value)}>{word.label}</Button>}
    </Group>
  );
}
