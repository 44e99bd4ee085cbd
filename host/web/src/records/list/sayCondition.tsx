// A condition in words: "Kind: person, organisation", "Due on before today".
import { type Field, fieldOf, type RecordType } from '@/api/meta';
import { type Translate, useFormat, useT } from '@/i18n';

import { Named } from './CellValue';
import { commonFields } from './columns';
import { bare, type Condition, stretches } from './filters';

/** The field of a condition, also one of another record: `account.code`. */
export function fieldFor(type: RecordType, types: RecordType[], t: Translate, name: string): Field | undefined {
  const [first, second] = name.split('.') as [string, string | undefined];
  const field = fieldOf(type, first) ?? commonFields(t).find((one) => one.name === first);
  if (!second || field?.kind !== 'reference') return field;
  const other = fieldOf(types.find((one) => one.name === field.to), second);
  return other && { ...other, name, label: `${field.label} › ${other.label}` };
}

/** How an operator is said of a kind of field: days are "before", figures are "less than". */
export function operatorId(field: Field | undefined, operator: Condition['operator']): string {
  const day = field?.kind === 'day' || field?.kind === 'instant';
  return `records-list-op-${day && ['lt', 'le', 'gt', 'ge'].includes(operator) ? 'day-' : ''}${operator}`;
}

export function SayCondition({ condition, field }: { condition: Condition; field: Field | undefined }) {
  const t = useT();
  const { operator } = condition;
  const label = field?.label ?? condition.field;
  if (bare(operator)) return <>{`${label} ${t(operatorId(field, operator))}`}</>;
  const said = operator === 'in' || (operator === 'eq' && field?.kind !== 'text') || operator === 'within' ? `${label}: ` : `${label} ${t(operatorId(field, operator))} `;
  return <>{said}<SayValue condition={condition} field={field} /></>;
}

function SayValue({ condition: { operator, value }, field }: { condition: Condition; field: Field | undefined }) {
  const t = useT();
  const format = useFormat();
  if (operator === 'within') return <>{stretches.some((one) => one === value) ? t(`records-list-within-${value}`) : value}</>;
  if (value === '@me') return <>{t('records-list-me')}</>;
  const relative = /^@today(?:([+-])(\d+))?$/.exec(value);
  if (relative) return <>{t('records-list-today', { days: Number(relative[2] ?? 0), side: relative[1] === '-' ? 'before' : 'after' })}</>;
  switch (field?.kind) {
    case 'bool': return <>{t(value === 'true' ? 'yes' : 'no')}</>;
    case 'choice': return <>{value.split('|').map((one) => field.options?.find((option) => option.value === one)?.label ?? one).join(', ')}</>;
    case 'reference': return <>{value.split('|').map((one, index) => <span key={one}>{index > 0 && ', '}<Named type={field.to!} id={one} /></span>)}</>;
    case 'day': case 'instant': return <>{/^\d{4}-\d\d-\d\d$/.test(value) ? format.day(value) : format.instant(value)}</>;
    case 'integer': case 'decimal': case 'money': case 'percent': return <>{/^-?\d+(\.\d+)?$/.test(value) ? format.decimal(value) : value}</>;
    default: return <>{value}</>;
  }
}
