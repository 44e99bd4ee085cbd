// A cell that is one of many: typing narrows, arrows choose, Tab takes what is marked and goes on without waiting.
import { Combobox, Loader, Text, useCombobox } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

import { useType } from '@/api/meta';
import { useT } from '@/i18n';
import { useTitle } from '@/records/titles';

import { matching, useLookup } from '../lookup';
import type { CellEditorProps } from './CellEditor';
import styles from './grid.module.css';

export function ChoiceEditor({ column, row, value, unsettled, label, describedBy, wrong, onSet, onTake }: CellEditorProps) {
  const t = useT();
  const { field } = column;
  const refers = field.kind === 'reference';
  const declared = useType(field.to ?? '');
  const title = useTitle(refers ? field.to : undefined, refers ? (value as string | null) : null);
  const shown = refers ? title ?? '' : field.options?.find((one) => one.value === value)?.label ?? '';
  const [text, setText] = useState<string | null>(unsettled ?? null);
  const box = useCombobox();
  const asked = useLookup(refers ? declared : undefined, column.filter?.(row) ?? [], text ?? '', box.dropdownOpened);
  const choices = refers ? asked.choices : matching((field.options ?? []).map((one) => ({ value: one.value, label: one.label })), text ?? '');
  const busy = refers && asked.busy;
  const [marked, mark] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const settle = useRef<() => void>(() => {});
  const done = useRef(false);
  const choose = (id: string | null) => {
    done.current = true;
    onSet(id);
    setText(null);
    box.closeDropdown();
  };
  settle.current = () => {
    if (done.current || text === null || text === unsettled) return;
    done.current = true;
    if (text.trim() === '') onSet(null);
    else if (!busy && box.dropdownOpened && choices[marked]) onSet(choices[marked].value);
    else onTake(text);
  };
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
    return () => settle.current();
  }, []);
  const keys = (event: KeyboardEvent) => {
    const open = box.dropdownOpened;
    if (event.key === 'Escape' && (open || text !== null)) {
      event.stopPropagation();
      setText(null);
      box.closeDropdown();
    } else if ((event.key === 'ArrowDown' && event.altKey) || event.key === 'F4') {
      event.preventDefault();
      event.stopPropagation();
      box.toggleDropdown();
    } else if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      event.stopPropagation();
      const count = Math.max(choices.length, 1);
      mark((marked + (event.key === 'ArrowDown' ? 1 : count - 1)) % count);
    } else if (open && event.key === 'Enter' && !busy && choices[marked]) {
      event.preventDefault();
      event.stopPropagation();
      choose(choices[marked].value);
    }
  };
  return (
    <Combobox store={box} onOptionSubmit={choose} withinPortal position="bottom-start" width="max-content">
      <Combobox.Target withKeyboardNavigation={false} withAriaAttributes={false}>
        <input
          ref={input} className={styles.input} role="combobox" aria-expanded={box.dropdownOpened} aria-autocomplete="list" aria-label={label}
          aria-controls={box.dropdownOpened ? box.listId ?? undefined : undefined} aria-invalid={wrong || undefined} aria-describedby={describedBy}
          aria-activedescendant={box.dropdownOpened && choices[marked] ? `${box.listId}-${marked}` : undefined}
          autoComplete="off" value={text ?? shown}
          onChange={(event) => {
            done.current = false;
            setText(event.currentTarget.value);
            mark(0);
            box.openDropdown();
          }}
          onClick={() => box.openDropdown()}
          onBlur={() => {
            settle.current();
            box.closeDropdown();
          }}
          onKeyDown={keys}
        />
      </Combobox.Target>
      <Combobox.Dropdown miw={220} maw={420}>
        <Combobox.Options mah={260} style={{ overflowY: 'auto' }} aria-label={label}>
          {choices.map((one, index) => (
            <Combobox.Option key={one.value} id={`${box.listId}-${index}`} value={one.value} active={one.value === value} aria-selected={index === marked} data-combobox-selected={index === marked || undefined}>
              {one.code && <Text span size="sm" fw={600}>{one.code} · </Text>}{one.label}
            </Combobox.Option>
          ))}
          {choices.length === 0 && <Combobox.Empty>{busy ? <Loader size={14} aria-label={t('loading')} /> : t('nothing-found')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
