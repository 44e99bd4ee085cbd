// The foot of a list: what the reader wants under each column of figures.
import { Menu } from '@mantine/core';

import type { Field, RecordType } from '@/api/meta';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { short } from './CellValue';
import { type Amount, amounts, currencyFields, isNumber, member, useAggregate, usualTotal } from './totals';

const kinds = ['sum', 'min', 'max', 'none'] as const;

export function Totals({ type, columns, filter, q, chosen, choose, leading, total }: {
  type: RecordType;
  columns: Field[];
  /** As the host takes them. */
  filter: string[];
  q?: string;
  chosen: Record<string, string>;
  choose: (field: string, kind: string) => void;
  /** Whether a column of boxes stands first. */
  leading: boolean;
  /** How many records there are, in words. */
  total: string;
}) {
  const t = useT();
  const { company } = useSession();
  const numbers = columns.filter(isNumber);
  const wanted = numbers.map((field) => ({ field, kind: chosen[field.name] ?? usualTotal(field) })).filter((one) => one.kind !== 'none');
  const measure = wanted.map((one) => `${one.kind}:${one.field.name}`).join(',');
  const group = currencyFields(wanted.map((one) => one.field)).join(',');
  const groups = useAggregate(type.name, { filter, q: q || undefined, group: group || undefined, measure }, wanted.length > 0).data ?? [];
  if (numbers.length === 0) return null;
  const spoken = columns.findIndex((one) => !isNumber(one));
  return (
    <tr aria-label={t('records-list-totals')}>
      {leading && <td className="box" />}
      {columns.map((field, index) => {
        if (index === spoken) return <td key={field.name}>{total}</td>;
        if (!isNumber(field)) return <td key={field.name} />;
        const kind = chosen[field.name] ?? usualTotal(field);
        const found = kind === 'none' ? [] : amounts(groups, member(`${kind}:${field.name}`), field, company.currency);
        return (
          <td key={field.name} className="end">
            <Menu position="top-end" withinPortal>
              <Menu.Target>
                <button type="button" className="records-head" aria-label={t('records-list-total-of', { field: field.label })}>
                  <span className={found.length === 0 ? 'no-print' : undefined}><Amounts field={field} found={found} none={t('records-list-total-choose')} /></span>
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                {kinds.map((one) => (
                  <Menu.Item key={one} aria-current={one === kind || undefined} fw={one === kind ? 600 : 400} onClick={() => choose(field.name, one)}>
                    {t(`records-list-total-${one}`)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </td>
        );
      })}
    </tr>
  );
}

/** More currencies than these are not read at a glance. */
const SHOWN = 4;

/** Figures under each other, each with its currency where there are several. */
export function Amounts({ field, found, none = '' }: { field: Field; found: Amount[]; none?: string }) {
  const format = useFormat();
  if (found.length === 0) return <>{none}</>;
  const figure = (one: Amount) =>
    field.kind === 'money' ? format.money(one.value, field.currency_field ? one.currency : null) : field.kind === 'percent' ? format.percent(one.value) : format.decimal(short(one.value, field.scale));
  return (
    <>
      {found.slice(0, SHOWN).map((one) => <span key={one.currency ?? ''} className="records-amount">{figure(one)}</span>)}
      {found.length > SHOWN && '…'}
    </>
  );
}
