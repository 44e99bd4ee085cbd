// The line above a list: search, conditions, groups, saved views, how it is shown.
import { CloseButton, Group, Select, SegmentedControl, TextInput, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconCalendar, IconChartBar, IconLayoutKanban, IconList, IconSearch, IconTable } from '@tabler/icons-react';
import { type ReactNode, type Ref, useEffect, useRef, useState } from 'react';

import type { Field, RecordType } from '@/api/meta';
import { useT } from '@/i18n';

import { AddCondition } from './Conditions';
import { boardFields, dayFields, groupings } from './groups';
import type { ListState, View } from './state';

const icons = { list: IconList, board: IconLayoutKanban, calendar: IconCalendar, chart: IconChartBar, pivot: IconTable };

/** Typing asks the host when it pauses. */
const PAUSE = 200;

function Search({ q, onSearch, box }: { q: string; onSearch: (q: string) => void; box: Ref<HTMLInputElement> }) {
  const t = useT();
  const [text, setText] = useState(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address was changed elsewhere: a saved view, Back.
  useEffect(() => setText(q), [q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(next.trim()), PAUSE);
  };
  return (
    <TextInput
      ref={box} type="search" aria-label={t('search')} placeholder={t('records-list-search')} size="xs" w={{ base: '100%', xs: 240 }}
      leftSection={<IconSearch size={16} aria-hidden />} value={text} onChange={(event) => type(event.currentTarget.value)}
      rightSection={text && <CloseButton size="sm" aria-label={t('records-list-search-clear')} onClick={() => { setText(''); onSearch(''); }} />}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
        if (event.key === 'Enter') {
          clearTimeout(timer.current);
          onSearch(text.trim());
        }
      }}
    />
  );
}

export function Toolbar({ type, columns, phone, state, change, searchBox, views, aside }: {
  type: RecordType;
  columns: Field[];
  /** Cards have no heads to sort by. */
  phone: boolean;
  state: ListState;
  change: (changes: Partial<ListState>, how?: { push?: boolean }) => void;
  searchBox: Ref<HTMLInputElement>;
  views: ReactNode;
  aside: ReactNode;
}) {
  const t = useT();
  const possible: View[] = [
    'list', ...(boardFields(type).length > 0 ? ['board' as const] : []), ...(dayFields(type, t).length > 0 ? ['calendar' as const] : []), 'chart', 'pivot',
  ];
  return (
    <Group gap="xs" mb="xs" className="no-print" role="search" aria-label={type.label}>
      <Search q={state.q} onSearch={(q) => change({ q })} box={searchBox} />
      <AddCondition type={type} filters={state.filters} onFilters={(filters) => change({ filters }, { push: true })} small={false} />
      {state.view === 'list' && (
        <Select
          size="xs" w={170} aria-label={t('records-list-group')} placeholder={t('records-list-group')} searchable clearable
          clearButtonProps={{ 'aria-label': t('records-list-group-none-chosen') }}
          data={groupings(type, t).map(({ value, label }) => ({ value, label }))} value={state.group || null} onChange={(group) => change({ group: group ?? '' }, { push: true })}
        />
      )}
      {phone && state.view === 'list' && (
        <Select
          size="xs" w={170} aria-label={t('records-list-sort')} placeholder={t('records-list-sort')} clearable clearButtonProps={{ 'aria-label': t('records-list-sort-none') }}
          data={columns.flatMap((one) => [{ value: one.name, label: t('records-list-sort-up', { field: one.label }) }, { value: `-${one.name}`, label: t('records-list-sort-down', { field: one.label }) }])}
          value={state.sort || null} onChange={(sort) => change({ sort: sort ?? '' })}
        />
      )}
      {views}
      <Group gap="xs" ms="auto">
        <SegmentedControl
          size="xs" aria-label={t('records-list-shown-as')} value={state.view} onChange={(view) => change({ view: view as View, group: '', across: '', measure: '', shape: '', day: '' }, { push: true })}
          data={possible.map((value) => {
            const Icon = icons[value];
            const label = t(`records-list-view-${value}`);
            return { value, label: <Tooltip label={label}><span><Icon size={16} aria-hidden style={{ display: 'block' }} /><VisuallyHidden>{label}</VisuallyHidden></span></Tooltip> };
          })}
        />
        {aside}
      </Group>
    </Group>
  );
}
