// The cell that is being entered: one input, which gives its value up when the reader goes on.
import { Checkbox } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

import { useFormat } from '@/i18n';
import { today } from '@/i18n/format';

import { EditValue } from '../EditValue';
import { isFigure } from '../Show';
import styles from './grid.module.css';
import { meaning } from './paste';
import { ChoiceEditor } from './ChoiceEditor';
import type { GridColumn, GridRow } from './types';

export interface CellEditorProps {
  column: GridColumn;
  row: GridRow;
  value: unknown;
  /** What was typed and is no value yet. */
  unsettled?: string;
  label: string;
  describedBy?: string;
  wrong: boolean;
  onSet: (value: unknown) => void;
  onTake: (text: string) => void;
}

export function CellEditor(props: CellEditorProps) {
  const { column: { field }, value, label, onSet } = props;
  switch (field.kind) {
    case 'choice':
    case 'reference':
      return <ChoiceEditor {...props} />;
    case 'bool':
      return <Tick checked={value === true} label={label} onSet={onSet} />;
    case 'instant':
    case 'json':
    case 'file':
      return <EditValue field={field} value={value} onChange={onSet} bare autoFocus />;
    default:
      return <TextEditor {...props} />;
  }
}

function Tick({ checked, label, onSet }: { checked: boolean; label: string; onSet: (value: boolean) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <div className={styles.check}>
      <Checkbox ref={input} aria-label={label} checked={checked} onChange={(event) => onSet(event.currentTarget.checked)} />
    </div>
  );
}

function TextEditor({ column: { field }, value, unsettled, label, describedBy, wrong, onSet, onTake }: CellEditorProps) {
  const format = useFormat();
  const empty = value === null || value === undefined || value === '';
  const [text, setText] = useState(() => unsettled ?? (empty ? '' : isFigure(field) ? (field.kind === 'money' ? format.decimal(String(value)) : format.quantity(String(value))) : field.kind === 'day' ? typedDay(String(value), format.language) : String(value)));
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const before = useRef(value);
  // What is still to be given up: the text, when it differs from the value.
  const open = useRef<string | null>(null);
  const give = useRef(onTake);
  give.current = onTake;
  const leave = () => {
    if (open.current !== null) give.current(open.current);
    open.current = null;
  };
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
    return leave;
  }, []);
  const common = {
    ref: input,
    className: `${styles.input} ${isFigure(field) ? styles.figure : ''}`,
    'aria-label': label,
    'aria-invalid': wrong || undefined,
    'aria-describedby': describedBy,
    maxLength: field.kind === 'text' ? field.max : undefined,
    inputMode: isFigure(field) ? (field.kind === 'integer' ? 'numeric' : 'decimal') as 'numeric' : undefined,
    autoComplete: 'off',
    value: text,
    onBlur: leave,
    onChange: (event: { currentTarget: { value: string } }) => {
      const typing = event.currentTarget.value;
      setText(typing);
      open.current = typing;
      if (field.kind === 'day') return;
      const means = meaning(field, typing, format.language, today());
      if (!('value' in means)) return;
      // A whole value is taken at once, so that sums follow the typing.
      onSet(means.value);
      open.current = null;
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || (open.current === null && Object.is(before.current, value))) return;
      event.stopPropagation();
      open.current = null;
      onSet(before.current ?? null);
      setText(empty ? '' : String(before.current ?? ''));
    },
  };
  return field.kind === 'long-text' ? <textarea rows={1} {...common} /> : <input {...common} />;
}

const typedDay = (day: string, language: string) => (language === 'en' ? day : day.split('-').reverse().join('.'));
