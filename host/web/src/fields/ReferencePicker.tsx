// Chooses a record of a type by typing: short lists at once, long ones by asking the host; what is missing can be created.
import { Combobox, InputBase, type InputBaseProps, Loader, Text, useCombobox } from '@mantine/core';
import { lazy, type Ref, Suspense, useEffect, useState } from 'react';

import { useType } from '@/api/meta';
import { useT } from '@/i18n';
import { useTitle } from '@/records/titles';

import { useLookup } from './lookup';

const QuickCreate = lazy(() => import('./QuickCreate'));

const CREATE = ' create';

export interface ReferencePickerProps {
  type: string;
  value: string | null;
  onChange: (id: string | null) => void;
  /** Further conditions on what can be chosen, `field:operator:value`. */
  filter?: string[];
  /** Offers to create what is not there, where the reader may. */
  create?: boolean;
  input?: InputBaseProps & { autoFocus?: boolean; 'aria-label'?: string };
  ref?: Ref<HTMLInputElement>;
}

export function ReferencePicker({ type, value, onChange, filter = [], create = false, input, ref }: ReferencePickerProps) {
  const t = useT();
  const declared = useType(type);
  const title = useTitle(type, value);
  const [text, setText] = useState<string | null>(null);
  const [making, setMaking] = useState<string | null>(null);
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const { choices, busy } = useLookup(declared, filter, text ?? '', box.dropdownOpened);
  const offer = create && declared?.may.create && (text ?? '').trim() !== '';
  const first = choices[0]?.value;
  useEffect(() => {
    if (box.dropdownOpened && text) box.selectFirstOption();
    // The store is new at every turn; what matters is what can be chosen.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [box.dropdownOpened, text, first]);
  const choose = (id: string | null) => {
    box.closeDropdown();
    if (id === CREATE) setMaking((text ?? '').trim());
    else onChange(id);
    setText(null);
  };
  const clears = Boolean(value) && !input?.disabled && !input?.required;
  return (
    <>
      <Combobox store={box} onOptionSubmit={(id) => choose(id)} withinPortal>
        <Combobox.Target>
          <InputBase
            {...input}
            ref={ref}
            value={text ?? title ?? ''}
            rightSection={busy && box.dropdownOpened ? <Loader size={14} /> : clears
              ? <Combobox.ClearButton onClear={() => choose(null)} aria-label={t('remove')} />
              : <Combobox.Chevron />}
            rightSectionPointerEvents={clears ? 'all' : 'none'}
            onFocus={(event) => event.currentTarget.select()}
            onClick={() => box.openDropdown()}
            onKeyDown={(event) => {
              // Tab takes what is marked, as a spreadsheet does.
              if (event.key === 'Tab' && text && choices[0] && !busy) choose(choices[Math.max(box.getSelectedOptionIndex(), 0)]?.value ?? choices[0].value);
            }}
            onBlur={() => {
              box.closeDropdown();
              // An emptied field is emptied; a half-typed name changes nothing.
              if (text === '' && value) onChange(null);
              setText(null);
            }}
            onChange={(event) => {
              setText(event.currentTarget.value);
              box.openDropdown();
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Options mah={280} style={{ overflowY: 'auto' }} aria-label={declared?.label}>
            {choices.map((one) => (
              <Combobox.Option key={one.value} value={one.value} active={one.value === value}>
                {one.code && <Text span size="sm" fw={600}>{one.code} · </Text>}{one.label}
              </Combobox.Option>
            ))}
            {offer && !busy && <Combobox.Option value={CREATE}>{t('reference-create', { name: (text ?? '').trim() })}</Combobox.Option>}
            {choices.length === 0 && !offer && <Combobox.Empty>{busy ? t('loading') : t('nothing-found')}</Combobox.Empty>}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {making !== null && declared && (
        <Suspense>
          <QuickCreate
            type={declared} name={making} close={() => setMaking(null)}
            created={(id) => {
              setMaking(null);
              onChange(id);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
