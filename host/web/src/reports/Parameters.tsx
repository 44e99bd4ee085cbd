// What a report is asked with: days and spans at hand, the rest behind one button, everything in the address.
import { ActionIcon, Button, Collapse, Group, Menu, MultiSelect, Select, TextInput } from '@mantine/core';
import { DateInput, DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustments, IconCalendar, IconX } from '@tabler/icons-react';

import { useList } from '@/api/records';
import type { Search } from '@/app/room';
import { ReferencePicker } from '@/fields/ReferencePicker';
import { useFormat, useT } from '@/i18n';
import { useTitle } from '@/records/titles';
import { useSession } from '@/session/session';

import type { ParameterName } from './definitions';
import { spans } from './spans';
import { useWords } from './words';

type Change = (changes: Record<string, string | null | undefined>, how?: { push?: boolean }) => void;

const days = new Set<ParameterName>(['on', 'from', 'to', 'compare_on', 'compare_from', 'compare_to']);
const shownAlways = new Set<ParameterName>(['on', 'from', 'to', 'compare_on', 'account', 'role', 'contact', 'item']);
const chosenByLink = new Set<ParameterName>(['flow', 'bucket', 'tax_box', 'lot', 'pile', 'closing', 'opening', 'location']);

/** `used` is what the host filled in: the days that it took where none were given. */
export function Parameters({ takes, search, used, change }: { takes: ParameterName[]; search: Search; used: Record<string, string>; change: Change }) {
  const t = useT();
  const first = takes.filter((one) => shownAlways.has(one));
  const rest = takes.filter((one) => !shownAlways.has(one) && !chosenByLink.has(one));
  const [opened, { toggle }] = useDisclosure(rest.some((one) => search[one]));
  const props = (name: ParameterName) => ({ name, value: search[name] ?? '', used: used[name] ?? '', change });
  return (
    <div className="no-print" role="search" aria-label={t('reports-parameters')}>
      <Group gap="xs" mb="xs" align="end">
        {(takes.includes('from') || takes.includes('on')) && <Spans takes={takes} change={change} />}
        {first.map((name) => <Parameter key={name} {...props(name)} />)}
        {rest.length > 0 && (
          <Button variant="subtle" size="sm" leftSection={<IconAdjustments size={16} />} aria-expanded={opened} onClick={toggle}>{t('reports-more')}</Button>
        )}
      </Group>
      <Collapse expanded={opened}>
        <Group gap="xs" mb="xs" align="end">{rest.map((name) => <Parameter key={name} {...props(name)} />)}</Group>
      </Collapse>
      <Group gap="xs" mb={takes.some((one) => chosenByLink.has(one) && search[one]) ? 'xs' : 0}>
        {takes.filter((one) => chosenByLink.has(one) && search[one]).map((name) => <Narrowed key={name} {...props(name)} />)}
      </Group>
    </div>
  );
}

interface Props {
  name: ParameterName;
  value: string;
  used: string;
  change: Change;
}

function Parameter({ name, value, used, change }: Props) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const label = words.parameter(name);
  const clear = { 'aria-label': t('remove') };
  const dayFormat = format.language === 'bg' ? 'DD.MM.YYYY' : 'D MMM YYYY';
  if (days.has(name)) {
    return (
      <DateInput
        label={label} size="sm" w={140} clearable={Boolean(value)} clearButtonProps={clear} valueFormat={dayFormat} placeholder={used ? format.day(used) : undefined}
        value={value || used || null} onChange={(day) => change({ [name]: day }, { push: true })}
      />
    );
  }
  switch (name) {
    case 'known_at':
      return (
        <DateTimePicker
          label={label} size="sm" w={190} clearable clearButtonProps={clear} valueFormat={`${dayFormat} HH:mm`} value={value ? local(value) : null}
          onChange={(at) => change({ known_at: at ? new Date(at.replace(' ', 'T')).toISOString() : null }, { push: true })}
        />
      );
    case 'contact':
      return <ReferencePicker type="contact" value={value === 'none' ? null : value || null} onChange={(id) => change({ contact: id }, { push: true })} input={{ label, size: 'sm', w: 200 }} />;
    case 'item':
      return <Coded type="item" label={label} value={value} onChange={(code) => change({ [name]: code }, { push: true })} />;
    case 'account':
    case 'journal':
      return <Coded type={name} label={label} value={value} onChange={(code) => change({ [name]: code }, { push: true })} />;
    case 'dimension':
      return <ReferencePicker type="dimension-value" value={value || null} onChange={(id) => change({ dimension: id }, { push: true })} input={{ label, size: 'sm', w: 200 }} />;
    case 'kind':
      return (
        <MultiSelect
          label={label} size="sm" miw={180} clearable clearButtonProps={clear} value={value ? value.split(',') : []}
          data={['asset', 'liability', 'equity', 'income', 'expense'].map((one) => ({ value: one, label: words.value('account-kind', one) }))}
          onChange={(all) => change({ kind: all.join(',') }, { push: true })}
        />
      );
    case 'role':
      return (
        <Select
          label={label} size="sm" w={160} allowDeselect={false} value={value || 'receivable'}
          data={['receivable', 'payable'].map((one) => ({ value: one, label: words.value('role', one) }))} onChange={(role) => change({ role }, { push: true })}
        />
      );
    default:
      return <TextInput label={label} size="sm" w={120} defaultValue={value} key={value} onBlur={(event) => event.currentTarget.value !== value && change({ [name]: event.currentTarget.value }, { push: true })} />;
  }
}

/** A record chosen by its code, as links between reports name it. */
function Coded({ type, label, value, onChange }: { type: string; label: string; value: string; onChange: (code: string | null) => void }) {
  const t = useT();
  const { company, types } = useSession();
  const scoped = types.find((one) => one.name === type)?.company;
  const all = useList(type, { fields: 'code,name', sort: 'code', limit: 500, filter: scoped ? [`company:eq:${company.id}`] : [] });
  const options = (all.data?.items ?? []).map((one) => ({ value: String(one.code ?? one.id), label: `${String(one.code)} · ${String(one.name)}`, id: one.id }));
  const chosen = options.find((one) => one.value === value || one.id === value)?.value ?? (value || null);
  if (chosen && !options.some((one) => one.value === chosen)) options.push({ value: chosen, label: chosen, id: chosen });
  return <Select label={label} size="sm" w={220} searchable clearable clearButtonProps={{ 'aria-label': t('remove') }} limit={200} data={options} value={chosen} onChange={onChange} />;
}

/** Something that a link narrowed the report to; it can be let go. */
function Narrowed({ name, value, change }: Props) {
  const t = useT();
  const words = useWords();
  const title = useTitle(name === 'lot' ? 'lot' : undefined, value);
  const label = `${words.parameter(name)}: ${title ?? words.value(name, value)}`;
  return (
    <Button.Group>
      <Button.GroupSection variant="default" size="xs">{label}</Button.GroupSection>
      <ActionIcon variant="default" size={30} aria-label={t('reports-let-go', { name: label })} onClick={() => change({ [name]: null }, { push: true })}><IconX size={14} /></ActionIcon>
    </Button.Group>
  );
}

/** Usual spans by one choice. */
function Spans({ takes, change }: { takes: ParameterName[]; change: Change }) {
  const t = useT();
  const between = takes.includes('from');
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<IconCalendar size={16} />}>{t('reports-span')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {spans(new Date()).map((one) => (
          <Menu.Item key={one.name} onClick={() => change(between ? { from: one.from, to: one.to } : { on: one.to }, { push: true })}>
            {t(`reports-span-${one.name}`)}
          </Menu.Item>
        ))}
        {(takes.includes('compare_from') || takes.includes('compare_on')) && <Menu.Divider />}
        {takes.includes('compare_from') && (
          <Menu.Item onClick={() => { const [, , , year, before] = spans(new Date()); change({ from: year!.from, to: year!.to, compare_from: before!.from, compare_to: before!.to }, { push: true }); }}>
            {t('reports-compare-years')}
          </Menu.Item>
        )}
        {takes.includes('compare_on') && (
          <Menu.Item onClick={() => change({ compare_on: spans(new Date())[4]!.to }, { push: true })}>{t('reports-compare-year-end')}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** An instant as the picker takes it. */
function local(value: string): string {
  const at = new Date(value);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:00`;
}
