// The widget of a field: what people type, as the host takes it. Numbers stay strings.
import { Checkbox, JsonInput, Select, Text, Textarea, TextInput } from '@mantine/core';
import { DateInput, DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useEffect, useState } from 'react';

import type { Field } from '@/api/meta';
import { useFormat, useT } from '@/i18n';

import { useCurrency } from './currency';
import { ReferencePicker } from './ReferencePicker';

export interface EditValueProps {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  error?: string;
  disabled?: boolean;
  /** In a grid the label is said, not shown. */
  bare?: boolean;
  autoFocus?: boolean;
  /** The record or row that the value is of: an amount shows the currency that it finds there. */
  document?: Record<string, unknown>;
  /** Conditions on what a reference can be, `field:operator:value`. */
  filter?: string[];
  /** A reference offers to create what is not there. */
  create?: boolean;
}

export function EditValue({ field, value, onChange, error, disabled, bare, autoFocus, document, filter, create }: EditValueProps) {
  const t = useT();
  const format = useFormat();
  const currency = useCurrency();
  const clear = { 'aria-label': t('remove') };
  const common = {
    ...(bare ? { 'aria-label': field.label, variant: 'unstyled' as const } : { label: field.label, description: field.help || undefined }),
    error,
    disabled: disabled || field.readonly,
    required: field.required && field.kind !== 'bool',
    // Help under the widget: widgets beside each other stay in line.
    inputWrapperOrder: ['label', 'input', 'error', 'description'] as ('label' | 'input' | 'error' | 'description')[],
    size: 'sm' as const,
    autoFocus,
  };
  switch (field.kind) {
    case 'bool':
      return (
        <Checkbox
          label={bare ? undefined : field.label} aria-label={bare ? field.label : undefined} description={bare ? undefined : field.help || undefined}
          error={error} disabled={common.disabled} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common} data={field.options ?? []} value={(value as string | null) ?? null} onChange={onChange}
          clearable={!field.required} clearButtonProps={clear} allowDeselect={!field.required} searchable={(field.options?.length ?? 0) > 8}
        />
      );
    case 'day':
      return (
        <DateInput
          {...common} value={(value as string | null) ?? null} onChange={(day) => onChange(day)} valueFormat={dayFormat(format.language)}
          clearable={!field.required && !bare} clearButtonProps={clear}
        />
      );
    case 'instant':
      return (
        <DateTimePicker
          {...common} value={value ? local(String(value)) : null} clearable={!field.required && !bare} clearButtonProps={clear}
          valueFormat={`${dayFormat(format.language)} HH:mm`} onChange={(at) => onChange(at ? new Date(at).toISOString() : null)}
        />
      );
    case 'integer':
    case 'decimal':
    case 'money':
    case 'percent':
      return <FigureInput {...common} value={value} onChange={onChange} integer={field.kind === 'integer'} money={field.kind === 'money'} unit={field.kind === 'percent' ? '%' : bare ? null : currency(field, undefined, document)} />;
    case 'reference':
      return <ReferencePicker type={field.to!} value={(value as string | null) ?? null} onChange={onChange} filter={filter} create={create} input={common} />;
    case 'long-text':
      return <Textarea {...common} autosize minRows={bare ? 1 : 2} maxRows={12} value={String(value ?? '')} onChange={(event) => onChange(event.currentTarget.value || null)} />;
    case 'json':
      return <JsonField {...common} value={value} onChange={onChange} />;
    default:
      return <TextInput {...common} maxLength={field.max} value={String(value ?? '')} onChange={(event) => onChange(event.currentTarget.value || null)} />;
  }
}

type Common = Record<string, unknown> & { error?: string };

/** A number in the reader's way while it is typed, a plain decimal for the host. */
function FigureInput({ value, onChange, integer, money, unit, ...common }: Common & {
  value: unknown; onChange: (value: unknown) => void; integer: boolean; money: boolean; unit: string | null;
}) {
  const t = useT();
  const format = useFormat();
  const shown = value === null || value === undefined || value === '' ? '' : money ? format.decimal(String(value)) : format.quantity(String(value));
  const [text, setText] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  useEffect(() => setWrong(false), [value]);
  return (
    <TextInput
      {...common}
      rightSection={unit && <Text span size="xs" c="dimmed">{unit}</Text>}
      rightSectionWidth={unit ? (unit.length > 1 ? 44 : 28) : undefined}
      rightSectionPointerEvents="none"
      inputMode={integer ? 'numeric' : 'decimal'}
      styles={{ input: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' } }}
      error={wrong ? t('no-number') : common.error}
      value={text ?? shown}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => {
        const typing = event.currentTarget.value;
        setText(typing);
        const plain = format.typed(typing);
        if (plain === null || (integer && plain.includes('.'))) return;
        onChange(plain === '' ? null : integer ? Number(plain) : plain);
      }}
      onBlur={() => {
        const plain = text === null ? '' : format.typed(text);
        setWrong(plain === null || (integer && plain.includes('.')));
        if (plain !== null) setText(null);
      }}
    />
  );
}

function JsonField({ value, onChange, ...common }: Common & { value: unknown; onChange: (value: unknown) => void }) {
  const t = useT();
  const [text, setText] = useState(value === null || value === undefined ? '' : JSON.stringify(value, null, 2));
  return (
    <JsonInput
      {...common} autosize minRows={2} maxRows={16} validationError={t('no-json')} value={text}
      onChange={(typed) => {
        setText(typed);
        try {
          onChange(typed.trim() === '' ? null : JSON.parse(typed));
        } catch {
          // Half-typed: the last whole value stays.
        }
      }}
    />
  );
}

const dayFormat = (language: string) => (language === 'bg' ? 'DD.MM.YYYY' : 'D MMM YYYY');

/** An instant as the pickers take it: `2026-01-31 10:00:00` in the reader's zone. */
function local(value: string): string {
  const at = new Date(value);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:00`;
}
