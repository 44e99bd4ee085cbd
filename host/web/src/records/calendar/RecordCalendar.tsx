// Records of a type on their days.
import { RecordList } from '../list/RecordList';

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

export default function RecordCalendar({ type, by, filter = [], q }: RecordCalendarProps) {
  return <RecordList type={type} filter={filter} sort={by} q={q} limit={50} />;
}
