// A month of FullCalendar, on a phone as an agenda. Loads when a calendar is shown.
import '@fullcalendar/react/skeleton.css';
import '@fullcalendar/react/themes/classic/theme.css';
import '@fullcalendar/react/themes/classic/palette.css';
import './calendar.css';

import FullCalendar, { type EventInput } from '@fullcalendar/react';
import dayGrid from '@fullcalendar/react/daygrid';
import interaction from '@fullcalendar/react/interaction';
import list from '@fullcalendar/react/list';
import bulgarian from '@fullcalendar/react/locales/bg';
import classic from '@fullcalendar/react/themes/classic';
import { useRef } from 'react';

import { useLanguage, useT } from '@/i18n';

import { useRoom } from '../list/room';

/** Below this a week has no room for its records. */
const LEAST = 560;

export function Month({ day, phone, events, movable, onOpen, onMove }: {
  /** A day of the month. */
  day: string;
  phone: boolean;
  events: EventInput[];
  movable: boolean;
  onOpen: (id: string) => void;
  /** Days by which a record was dragged. */
  onMove: (id: string, days: number) => void;
}) {
  const t = useT();
  const language = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const room = Math.max(useRoom(box), LEAST);
  return (
    <div ref={box} className="records-calendar">
      <FullCalendar
        key={`${day.slice(0, 7)} ${phone}`}
        plugins={[classic, dayGrid, interaction, list]} locales={[bulgarian]} locale={language} firstDay={1}
        initialView={phone ? 'listMonth' : 'dayGridMonth'} initialDate={day} headerToolbar={false} height={phone ? 'auto' : room} fixedWeekCount={false}
        dayMaxEvents events={events} editable={movable} eventDurationEditable={false} eventClass="records-event" moreLinkClass="records-more"
        dayCellClass={(cell) => (cell.isOther ? 'records-other-month' : '')}
        noEventsContent={t('records-list-none')} displayEventTime={false}
        eventClick={(at) => {
          at.jsEvent.preventDefault();
          onOpen(at.event.id);
        }}
        eventDrop={(at) => {
          onMove(at.event.id, at.delta.days);
          at.revert();
        }}
      />
    </div>
  );
}
