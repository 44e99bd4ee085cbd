// Usual spans of days by the reader's calendar.

export interface Span {
  name: 'this-month' | 'last-month' | 'this-quarter' | 'this-year' | 'last-year';
  from: string;
  to: string;
}

const day = (year: number, month: number, date: number) => {
  const at = new Date(Date.UTC(year, month, date));
  return at.toISOString().slice(0, 10);
};

export function spans(now: Date): Span[] {
  const [year, month] = [now.getFullYear(), now.getMonth()];
  const quarter = month - (month % 3);
  return [
    { name: 'this-month', from: day(year, month, 1), to: day(year, month + 1, 0) },
    { name: 'last-month', from: day(year, month - 1, 1), to: day(year, month, 0) },
    { name: 'this-quarter', from: day(year, quarter, 1), to: day(year, quarter + 3, 0) },
    { name: 'this-year', from: day(year, 0, 1), to: day(year, 12, 0) },
    { name: 'last-year', from: day(year - 1, 0, 1), to: day(year - 1, 12, 0) },
  ];
}
