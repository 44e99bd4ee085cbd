// One side of a settlement: open items to choose from.
import { Checkbox, Group, Table, Text, Title } from '@mantine/core';

import { Go, recordPath } from '@/app/navigation';
import { useFormat, useT } from '@/i18n';
import { today } from '@/i18n/format';
import { useTitle } from '@/records/titles';

import '../ledger.css';
import { itemKey, type OpenItem } from './matching';

interface Props {
  title: string;
  items: OpenItem[];
  marked: ReadonlySet<string>;
  toggle: (item: OpenItem) => void;
  withContact: boolean;
}

export function Side({ title, items, marked, toggle, withContact }: Props) {
  const t = useT();
  return (
    <section aria-label={title}>
      <Group justify="space-between" mb={4}>
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed">{t('ledger-items-count', { count: items.length })}</Text>
      </Group>
      {items.length === 0 ? <Text size="sm" c="dimmed">{t('ledger-side-none')}</Text> : (
        <Table aria-label={title} highlightOnHover verticalSpacing={4} withTableBorder>
          <Table.Tbody>{items.map((one) => <Item key={itemKey(one)} item={one} marked={marked.has(itemKey(one))} toggle={() => toggle(one)} withContact={withContact} />)}</Table.Tbody>
        </Table>
      )}
    </section>
  );
}

function Item({ item, marked, toggle, withContact }: { item: OpenItem; marked: boolean; toggle: () => void; withContact: boolean }) {
  const t = useT();
  const format = useFormat();
  const contact = useTitle(item.contact && withContact ? 'contact' : undefined, item.contact);
  const left = format.money(item.residual.replace('-', ''), item.currency);
  const late = item.due_on !== null && item.due_on < today();
  const whole = item.amount !== item.residual;
  return (
    <Table.Tr onClick={toggle} className={marked ? 'marked' : undefined}>
      <Table.Td w={36}><Checkbox size="sm" checked={marked} onChange={toggle} onClick={(event) => event.stopPropagation()} aria-label={t('ledger-choose-item', { number: item.number, amount: left })} /></Table.Td>
      <Table.Td>
        <Go to={recordPath('entry', item.entry)} size="sm" onClick={(event) => event.stopPropagation()}>{item.number}</Go>
        <Text size="xs" c="dimmed">{[format.day(item.entry_on), contact, item.description].filter(Boolean).join(' · ')}</Text>
        {item.due_on && <Text size="xs" c={late ? 'var(--mantine-color-error)' : 'dimmed'}>{t(late ? 'ledger-overdue' : 'ledger-due-on', { day: format.day(item.due_on) })}</Text>}
      </Table.Td>
      <Table.Td ta="end">
        <Text size="sm" className="figure">{left}</Text>
        {whole && <Text size="xs" c="dimmed" className="figure">{t('ledger-of', { amount: format.money(item.amount.replace('-', '')) })}</Text>}
      </Table.Td>
    </Table.Tr>
  );
}
