// Conditions of a list, `field:operator:value`: what each kind of field can be asked, and what our own words mean to the host.
// Beyond the host's operators there are ours: values `@me` and `@today` (`@today-30`, `@today+7`), and `within`, a stretch of days.
import dayjs from 'dayjs';

import { type Field, type FieldKind, fieldOf, type RecordType } from '@/api/meta';
import { today } from '@/i18n/format';

export type Operator = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'in' | 'contains' | 'starts' | 'empty' | 'present' | 'within';

export interface Condition {
  /** A field, or `reference.field`. */
  field: string;
  operator: Operator;
  value: string;
}

/** Operators that need no value. */
export const bare = (operator: Operator) => operator === 'empty' || operator === 'present';

const text: Operator[] = ['contains', 'starts', 'eq', 'ne', 'empty', 'present'];
const figures: Operator[] = ['eq', 'ge', 'le', 'gt', 'lt', 'empty', 'present'];
const days: Operator[] = ['within', 'eq', 'ge', 'le', 'gt', 'lt', 'empty', 'present'];
const byKind: Record<FieldKind, Operator[]> = {
  'text': text, 'long-text': ['contains', 'empty', 'present'], 'json': ['contains', 'empty', 'present'],
  'bool': ['eq'], 'choice': ['in', 'ne', 'empty', 'present'], 'reference': ['eq', 'in', 'ne', 'empty', 'present'],
  'id': ['eq', 'empty', 'present'], 'file': ['empty', 'present'],
  'day': days, 'instant': days, 'integer': figures, 'decimal': figures, 'money': figures, 'percent': figures,
};

/** What can be asked of a field; what is asked most stands first. Required fields are never empty. */
export const operatorsOf = (field: Field): Operator[] =>
  byKind[field.kind].filter((one) => !(field.required && bare(one)));

export const stretches = ['today', 'week', 'month', 'quarter', 'year', 'last-7', 'last-30', 'next-7', 'next-30'] as const;
export type Stretch = (typeof stretches)[number];

export function parseCondition(text: string): Condition | null {
  const [field, operator, ...rest] = text.split(':');
  return field && operator ? { field, operator: operator as Operator, value: rest.join(':') } : null;
}

export const writeCondition = ({ field, operator, value }: Condition): string =>
  bare(operator) ? `${field}:${operator}` : `${field}:${operator}:${value}`;

/** Whether a condition can be asked as it stands. */
export const whole = ({ operator, value }: Condition): boolean => bare(operator) || value !== '';

/** First day and the day after the last one of a stretch. Weeks begin on Monday. */
export function daysOf(stretch: string, now = today()): [string, string] {
  const day = dayjs(now);
  const iso = (at: dayjs.Dayjs) => at.format('YYYY-MM-DD');
  const [side, count] = stretch.split('-');
  switch (side) {
    case 'week': {
      const monday = day.subtract((day.day() + 6) % 7, 'day');
      return [iso(monday), iso(monday.add(7, 'day'))];
    }
    case 'month': case 'year':
      return [iso(day.startOf(side)), iso(day.startOf(side).add(1, side))];
    case 'quarter': {
      const first = day.startOf('month').subtract(day.month() % 3, 'month');
      return [iso(first), iso(first.add(3, 'month'))];
    }
    case 'last': return [iso(day.subtract(Number(count) - 1, 'day')), iso(day.add(1, 'day'))];
    case 'next': return [iso(day), iso(day.add(Number(count), 'day'))];
    default: return [iso(day), iso(day.add(1, 'day'))];
  }
}

/** A day as it is meant: `@today-30` is thirty days ago. */
export function dayOf(value: string, now = today()): string {
  const found = /^@today([+-]\d+)?$/.exec(value);
  return found ? dayjs(now).add(Number(found[1] ?? 0), 'day').format('YYYY-MM-DD') : value;
}

/** Midnight of a day where the reader is, as an instant. */
const midnight = (day: string) => new Date(`${day}T00:00:00`).toISOString();
const after = (day: string) => dayjs(day).add(1, 'day').format('YYYY-MM-DD');

/** A condition as the host takes it; one of ours can become two. */
export function plain(type: RecordType, said: string, me: string, now = today()): string[] {
  const condition = parseCondition(said);
  if (!condition) return [];
  const { field, operator } = condition;
  const kind = field === 'created_at' || field === 'updated_at' ? 'instant' : fieldOf(type, field)?.kind;
  const instant = kind === 'instant';
  const write = (op: Operator, value: string) => writeCondition({ field, operator: op, value });
  if (operator === 'within') {
    const [from, to] = daysOf(condition.value, now).map((day) => (instant ? midnight(day) : day));
    return [write('ge', from!), write('lt', to!)];
  }
  const value = condition.value === '@me' ? me : dayOf(condition.value, now);
  if (instant && /^\d{4}-\d\d-\d\d$/.test(value)) {
    switch (operator) {
      case 'lt': case 'ge': return [write(operator, midnight(value))];
      case 'le': return [write('lt', midnight(after(value)))];
      case 'gt': return [write('ge', midnight(after(value)))];
      case 'eq': return [write('ge', midnight(value)), write('lt', midnight(after(value)))];
    }
  }
  return [write(operator, value)];
}

/** The condition that holds for a group's rows: `entry_on:month` groups days by their months. */
export function ofGroup(field: Field | undefined, bucket: string | undefined, name: string, value: unknown): string[] {
  if (value === null || value === undefined || value === '') return [`${name}:empty`];
  if (!bucket) return [`${name}:eq:${String(value)}`];
  const from = `${String(value)}-01-01`.slice(0, 10);
  const unit = bucket === 'year' ? 'year' : bucket === 'month' ? 'month' : 'day';
  const to = dayjs(from).add(1, unit).format('YYYY-MM-DD');
  return field?.kind === 'instant'
    ? [`${name}:ge:${from}T00:00:00Z`, `${name}:lt:${to}T00:00:00Z`]
    : [`${name}:ge:${from}`, `${name}:lt:${to}`];
}
