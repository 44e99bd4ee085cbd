// Chooses a record of a type by typing: the host searches, the reader picks.
import { Combobox, InputBase, type InputBaseProps, Loader, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type Ref, useState } from 'react';

import { fieldOf, useType } from '@/api/meta';
import { useList } from '@/api/records';
import { useT } from '@/i18n';
import { useTitle } from '@/records/titles';
import { useSession } from '@/session/session';

export interface ReferencePickerProps {
  type: string;
  value: string | null;
  onChange: (id: string | null) => void;
  /** Further conditions on what can be chosen, `field:operator:value`. */
  filter?: string[];
  input?: InputBaseProps & { autoFocus?: boolean; 'aria-label'?: string };
  ref?: Ref<HTMLInputElement>;
}

export function ReferencePicker({ type, value, onChange, filter = [], input, ref }: ReferencePickerProps) {
  const t = useT();
  const declared = useType(type);
  const { company } = useSession();
  const title = useTitle(type, value);
  const [text, setText] = useState<string | null>(null);
  const [asked] = useDebouncedValue(text ?? '', 150);
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption(), onDropdownOpen: () => box.selectFirstOption() });
  const codes = fieldOf(declared, 'code') ? ['code'] : [];
  const found = useList(
    type,
    {
      q: asked || undefined,
      filter: [...(declared?.company ? [`company:eq:${company.id}`] : []), ...filter],
      fields: [...new Set([declared?.title ?? 'id', ...codes])].join(','),
      limit: 20,
    },
    { enabled: box.dropdownOpened && Boolean(declared) },
  );
  const options = found.data?.items ?? [];
  const choose = (id: string | null) => {
    onChange(id);
    setText(null);
    box.closeDropdown();
  };
  return (
    <Combobox store={box} onOptionSubmit={(id) => choose(id)} withinPortal>
      <Combobox.Target>
        <InputBase
          {...input}
          ref={ref}
          value={text ?? title ?? ''}
          rightSection={found.isFetching && box.dropdownOpened ? <Loader size={14} /> : value && !input?.disabled && !input?.required
            ? <Combobox.ClearButton onClear={() => choose(null)} aria-label={t('remove')} />
            : <Combobox.Chevron />}
          rightSectionPointerEvents={value && !input?.disabled && !input?.required ? 'all' : 'none'}
          onFocus={(event) => event.currentTarget.select()}
          onClick={() => box.openDropdown()}
          onBlur={() => {
            box.closeDropdown();
            // An emptied field is emptied; a half-typed name changes nothing.
            if (text === '' && value) onChange(null);
            setText(null);
          }}
          onChange={(event) => {
            setText(event.currentTarget.value);
            box.openDropdown();
            box.updateSelectedOptionIndex();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={280} style={{ overflowY: 'auto' }} aria-label={declared?.label}>
          {options.map((one) => (
            <Combobox.Option key={one.id} value={one.id} active={one.id === value}>
              {codes.length > 0 && one.code ? `${String(one.code)} · ` : ''}{String(one[declared!.title] ?? '')}
            </Combobox.Option>
          ))}
          {options.length === 0 && <Combobox.Empty>{found.isFetching ? t('loading') : t('nothing-found')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
