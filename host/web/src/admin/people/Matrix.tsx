// The matrix of a role: record types by operations, which rows, which fields; a type may have a row for each rule.
import { ActionIcon, Button, Checkbox, Group, Modal, MultiSelect, Select, Stack, Table, Text, Tooltip } from '@mantine/core';
import { IconEyeOff, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Wide } from '../parts';
import { DOORS, empty, freeRule, OPERATIONS, type Permission, type RowRule, withOperation } from './permissions';

interface Line {
  row: Permission;
  /** Where it stands among the role's rows; -1: it is not there yet. */
  at: number;
  label: string;
}

export function Matrix({ rows, change, filter, all }: { rows: Permission[]; change: (rows: Permission[]) => void; filter: string; all: boolean }) {
  const t = useT();
  const { types, plugins } = useSession();
  const [fieldsOf, setFieldsOf] = useState<number | null>(null);
  const label = (type: string) => (DOORS.includes(type) ? t(`admin-door-${type === '*' ? 'all' : type}`) : types.find((one) => one.name === type)?.label ?? type);
  const known = [...new Set([...DOORS, ...types.map((one) => one.name), ...rows.map((one) => one.record_type)])];
  const lines: Line[] = known.flatMap((type) => {
    const own = rows.flatMap((row, at) => (row.record_type === type ? [{ row, at, label: label(type) }] : []));
    return own.length > 0 ? own : all || filter ? [{ row: empty(type), at: -1, label: label(type) }] : [];
  });
  const shown = lines.filter((one) => !filter || `${one.label} ${one.row.record_type}`.toLocaleLowerCase().includes(filter.toLocaleLowerCase()));
  const set = (at: number, row: Permission) => change(at < 0 ? [...rows, row] : rows.map((one, index) => (index === at ? row : one)));
  const actions = (type: string) => plugins.flatMap((plugin) => plugin.actions).filter((action) => action.on === type && action.permission);
  const narrowed = (row: Permission) =>
    row.hidden_fields.length + row.readonly_fields.length > 0 ? `${row.hidden_fields.length} / ${row.readonly_fields.length}` : t('admin-fields-all');
  const editing = fieldsOf === null ? undefined : rows[fieldsOf];
  return (
    <>
      <Wide
        name={t('admin-matrix')} min={860}
        head={(
          <>
            <Table.Th>{t('admin-record-type')}</Table.Th>
            {OPERATIONS.map((one) => <Table.Th key={one} ta="center">{t(`admin-op-${one}`)}</Table.Th>)}
            <Table.Th>{t('admin-rows-which')}</Table.Th><Table.Th>{t('admin-fields')}</Table.Th>
          </>
        )}
      >
        {shown.map(({ row, at, label: name }) => {
          const free = at >= 0 && row.record_type !== '*' ? freeRule(rows, row.record_type) : undefined;
          const needs = actions(row.record_type);
          return (
            <Table.Tr key={`${row.record_type} ${at}`}>
              <Table.Td>
                <Group gap={4} wrap="nowrap">
                  <Tooltip label={row.record_type}><Text size="sm" fw={at >= 0 ? 600 : undefined} c={at >= 0 ? undefined : 'dimmed'}>{name}</Text></Tooltip>
                  {free && (
                    <Tooltip label={t('admin-rule-add')}>
                      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('admin-rule-add-to', { type: name })} onClick={() => change([...rows, empty(row.record_type, free)])}>
                        <IconPlus size={14} aria-hidden />
                      </ActionIcon>
                    </Tooltip>
                  )}
                </Group>
                {needs.length > 0 && <Text size="xs" c="dimmed">{needs.map((one) => `${one.label} (${t(`admin-op-${one.permission}`)})`).join(', ')}</Text>}
              </Table.Td>
              {OPERATIONS.map((one) => (
                <Table.Td key={one}>
                  <Checkbox
                    display="flex" styles={{ body: { margin: 'auto' } }} aria-label={t('admin-cell', { type: name, operation: t(`admin-op-${one}`), rows: t(`admin-rule-${row.row_rule}`) })}
                    checked={row.operations.includes(one)} onChange={(event) => set(at, withOperation(row, one, event.currentTarget.checked))}
                  />
                </Table.Td>
              ))}
              <Table.Td>
                <Select
                  size="xs" w={140} allowDeselect={false} disabled={at < 0} aria-label={t('admin-rule-of', { type: name })} value={row.row_rule}
                  data={(['all', 'team', 'own'] as const).map((rule) => ({ value: rule, label: t(`admin-rule-${rule}`) }))}
                  onChange={(rule) => rule && set(at, { ...row, row_rule: rule as RowRule })}
                />
              </Table.Td>
              <Table.Td>
                <Button
                  variant="subtle" color="gray" disabled={at < 0 || DOORS.includes(row.record_type)} leftSection={<IconEyeOff size={14} aria-hidden />} onClick={() => setFieldsOf(at)}
                  aria-label={`${t('admin-fields-of', { type: name })}: ${narrowed(row)}`}
                >
                  {narrowed(row)}
                </Button>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Wide>
      <Modal opened={editing !== undefined} onClose={() => setFieldsOf(null)} title={editing && t('admin-fields-of', { type: label(editing.record_type) })} closeButtonProps={{ 'aria-label': t('close') }}>
        {editing && <FieldRules row={editing} set={(row) => set(fieldsOf!, row)} close={() => setFieldsOf(null)} />}
      </Modal>
    </>
  );
}

function FieldRules({ row, set, close }: { row: Permission; set: (row: Permission) => void; close: () => void }) {
  const t = useT();
  const type = useSession().types.find((one) => one.name === row.record_type);
  const options = [...new Set([...(type?.fields.map((one) => one.name) ?? []), ...(type?.collections.map((one) => one.name) ?? []), ...row.hidden_fields, ...row.readonly_fields])]
    .map((name) => ({ value: name, label: type?.fields.find((one) => one.name === name)?.label ?? type?.collections.find((one) => one.name === name)?.label ?? name }));
  return (
    <Stack>
      <MultiSelect label={t('admin-hidden')} description={t('admin-hidden-why')} data={options} searchable clearable value={row.hidden_fields} onChange={(hidden_fields) => set({ ...row, hidden_fields })} />
      <MultiSelect label={t('admin-readonly')} description={t('admin-readonly-why')} data={options} searchable clearable value={row.readonly_fields} onChange={(readonly_fields) => set({ ...row, readonly_fields })} />
      <Group justify="end"><Button onClick={close}>{t('done')}</Button></Group>
    </Stack>
  );
}
