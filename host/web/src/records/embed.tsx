// What other rooms draw of records: short lists, boards and calendars of any type.
// A type that the reader may not see draws nothing. Boards and calendars load when they are shown.
import { lazy, Suspense } from 'react';

import { Waiting } from '@/app/states';

import type { RecordBoardProps } from './board/RecordBoard';
import type { RecordCalendarProps } from './calendar/RecordCalendar';

export { RecordList, type RecordListProps } from './list/RecordList';
export type { RecordBoardProps, RecordCalendarProps };

const Board = lazy(() => import('./board/RecordBoard'));
const Calendar = lazy(() => import('./calendar/RecordCalendar'));

export function RecordBoard(props: RecordBoardProps) {
  return <Suspense fallback={<Waiting />}><Board {...props} /></Suspense>;
}

export function RecordCalendar(props: RecordCalendarProps) {
  return <Suspense fallback={<Waiting />}><Calendar {...props} /></Suspense>;
}
