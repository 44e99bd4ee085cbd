// Records of a type on their days: one opens by choosing it, and is moved by dragging where the day may change.
import { ActionIcon, Button, Group, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { useState } from 'react';

import { type Field, useType } from '@/api/meta';
import { useList } from '@/api/records';
import { recordPath, useGo } from '@/app/navigation';
import { Ready } from '@/app/states';
import { useFormat, useLanguage, useT } from '@/i18n';
import { today } from '@/i18n/format';

import { commonFields } from '../list/columns';
import { editable, useChange } from '../list/edit';
import { useConditions } from '../list/scope';
import { Month } from './Month';

export interface RecordCalendarProps {
  type: string;
  /** A day or instant. */
  by: string;
  filter?: string[];
  q?: string;
  /** Day in the month that is shown; the reader's own steps are kept where `onDay` takes them. */
  day?: string;
  onDay?: (day: string) => void;
}

/** A month holds no more than the host gives in one answer; the rest is said. */
const MOST = 500;

export default function RecordCalendar(props: RecordCalendarProps) {
  const t = useT();
  const type = useType(props.type);
  const by = [...(type?.fields ?? []), ...commonFields(t)].find((one) => one.name === props.by);
  return type && by ? <Days {...props} by={by} /> : null;
}

function Days({ type: name, by, filter = [], q, day: given, onDay }: Omit<RecordCalendarProps, 'by'> & { by: Field }) {
  const t = useT();
  const go = useGo();
  const format = useFormat();
  const language = useLanguage();
  const type = useType(name)!;
  const phone = useMediaQuery('(max-width: 40em)', undefined, { getInitialValueInEffect: false }) ?? false;
  const [own, setOwn] = useState(given || today());
  const day = given || own;
  const show = (next: string) => {
    setOwn(next);
    onDay?.(next);
  };
  const change = useChange(type);
  const month = dayjs(day).startOf('month');
  const conditions = useConditions(name, [...filter, `${by.name}:ge:${month.subtract(7, 'day').format('YYYY-MM-DD')}`, `${by.name}:lt:${month.add(1, 'month').add(14, 'day').format('YYYY-MM-DD')}`]);
  const found = useList(name, { q: q || undefined, filter: conditions, sort: by.name, limit: MOST, fields: [type.title, by.name].join(',') });
  const move = (id: string, days: number) => {
    const record = found.data?.items.find((one) => one.id === id);
    if (!record || days === 0) return;
    const before = String(record[by.name]);
    void change(record, { [by.name]: by.kind === 'day' ? dayjs(before).add(days, 'day').format('YYYY-MM-DD') : dayjs(before).add(days, 'day').toISOString() });
  };
  const step = (months: number) => show(month.add(months, 'month').format('YYYY-MM-DD'));
  return (
    <>
      <Group gap="xs" mb="xs">
        <ActionIcon.Group className="no-print">
          <ActionIcon variant="default" size={30} aria-label={t('records-calendar-before')} onClick={() => step(-1)}><IconChevronLeft size={16} aria-hidden /></ActionIcon>
          <ActionIcon variant="default" size={30} aria-label={t('records-calendar-after')} onClick={() => step(1)}><IconChevronRight size={16} aria-hidden /></ActionIcon>
        </ActionIcon.Group>
        <Button variant="default" className="no-print" onClick={() => show(today())}>{t('records-calendar-today')}</Button>
        <Title order={2} aria-live="polite">{new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric' }).format(month.toDate())}</Title>
      </Group>
      <Ready query={found}>
        {(page) => (
          <>
            {page.next && <Text size="sm" role="status" mb="xs">{t('records-calendar-more', { count: format.decimal(MOST) })}</Text>}
            <Month
              day={month.format('YYYY-MM-DD')} phone={phone} movable={editable(type, by)} onMove={move}
              onOpen={(id) => go(recordPath(name, id))}
              events={page.items.map((one) => ({
                id: one.id, title: String(one[type.title] ?? '') || t('open'), start: by.kind === 'day' ? String(one[by.name]) : dayjs(String(one[by.name])).format('YYYY-MM-DD'),
                allDay: true, url: recordPath(name, one.id),
              }))}
            />
          </>
        )}
      </Ready>
    </>
  );
}
