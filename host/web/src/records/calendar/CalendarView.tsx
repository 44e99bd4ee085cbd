// A list as a calendar: by which day.
import { Select } from '@mantine/core';

import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { dayFields } from '../list/groups';
import { saidOf, type ViewProps } from '../list/view';
import RecordCalendar from './RecordCalendar';

export default function CalendarView({ type, state, change }: ViewProps) {
  const t = useT();
  const { plugins } = useSession();
  const fields = dayFields(type, t);
  const named = (name: string | null | undefined) => fields.find((one) => one.name === name);
  const by = named(state.group) ?? named(saidOf(plugins, type.name, 'calendar')?.group_by) ?? fields[0];
  if (!by) return null;
  return (
    <>
      <Select
        className="no-print" size="xs" mb="xs" maw={220} label={t('records-calendar-by')} data={fields.map((one) => ({ value: one.name, label: one.label }))}
        value={by.name} allowDeselect={false} onChange={(group) => group && change({ group }, { push: true })}
      />
      <RecordCalendar key={by.name} type={type.name} by={by.name} filter={state.filters} q={state.q} day={state.day} onDay={(day) => change({ day })} />
    </>
  );
}
