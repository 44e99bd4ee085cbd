// The conditions of a list as chips: each opens to be changed, and can be taken away; and a button for one more.
import { ActionIcon, Button, CloseButton, Group, Popover } from '@mantine/core';
import { IconFilter, IconFilterPlus } from '@tabler/icons-react';
import { useState } from 'react';

import type { RecordType } from '@/api/meta';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { ConditionForm } from './ConditionForm';
import { type Condition, parseCondition, writeCondition } from './filters';
import { fieldFor, SayCondition } from './sayCondition';

type OnFilters = (filters: string[]) => void;

/** The button that adds a condition. */
export function AddCondition({ type, filters, onFilters, small }: { type: RecordType; filters: string[]; onFilters: OnFilters; small: boolean }) {
  const t = useT();
  const [opened, open] = useState(false);
  const add = (condition: Condition) => {
    open(false);
    onFilters([...filters, writeCondition(condition)]);
  };
  return (
    <Popover opened={opened} onChange={open} width={300} position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        {small
          ? <ActionIcon variant="default" size={36} aria-label={t('records-list-filter')} onClick={() => open(!opened)}><IconFilterPlus size={18} aria-hidden /></ActionIcon>
          : <Button variant="default" leftSection={<IconFilterPlus size={16} aria-hidden />} onClick={() => open(!opened)}>{t('records-list-filter')}</Button>}
      </Popover.Target>
      <Popover.Dropdown aria-label={t('records-list-filter')}><ConditionForm type={type} onDone={add} /></Popover.Dropdown>
    </Popover>
  );
}

export function Conditions({ type, filters, onFilters }: { type: RecordType; filters: string[]; onFilters: OnFilters }) {
  const t = useT();
  if (filters.length === 0) return null;
  return (
    <Group gap={6} role="group" aria-label={t('records-list-filters')}>
      {filters.map((one, index) => (
        <Chip
          key={one} type={type} said={one}
          onChange={(condition) => onFilters(filters.map((other, at) => (at === index ? writeCondition(condition) : other)))}
          onRemove={() => onFilters(filters.filter((_, at) => at !== index))}
        />
      ))}
      {filters.length > 1 && <Button variant="subtle" color="gray" onClick={() => onFilters([])}>{t('records-list-filters-clear')}</Button>}
    </Group>
  );
}

function Chip({ type, said, onChange, onRemove }: { type: RecordType; said: string; onChange: (condition: Condition) => void; onRemove: () => void }) {
  const t = useT();
  const { types } = useSession();
  const [opened, open] = useState(false);
  const condition = parseCondition(said);
  if (!condition) return null;
  const field = fieldFor(type, types, t, condition.field);
  return (
    <Group gap={0} wrap="nowrap">
      <Popover opened={opened} onChange={open} width={300} position="bottom-start" trapFocus returnFocus withinPortal>
        <Popover.Target>
          <Button variant="default" maw={320} leftSection={<IconFilter size={14} aria-hidden />} onClick={() => open(!opened)} aria-haspopup="dialog">
            <SayCondition condition={condition} field={field} />
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('records-list-filter')}>
          <ConditionForm type={type} first={condition} onDone={(next) => { open(false); onChange(next); }} />
        </Popover.Dropdown>
      </Popover>
      <CloseButton size={30} aria-label={t('records-list-filter-remove', { field: field?.label ?? condition.field })} onClick={onRemove} />
    </Group>
  );
}
