// Two people changed one record: field by field, what it was, what I made of it, what they made of it; each is chosen.
import { Button, Group, Modal, Radio, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, data, type Schema } from '@/api/client';
import type { Collection, RecordType } from '@/api/meta';
import { usePhone } from '@/fields/phone';
import { ShowValue } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';

import styles from './form.module.css';
import { decided, type Difference, type Side } from './merge';
import type { Conflict, RecordForm } from './useRecordForm';
import type { Values } from './values';

type Chosen = Record<string, Side | undefined>;

/** What differs of lines, one line of text for each; of a field, its value. */
export function Shown({ type, name, value, document }: { type: RecordType; name: string; value: unknown; document: Values }) {
  const t = useT();
  const field = type.fields.find((one) => one.name === name);
  const collection = type.collections.find((one) => one.name === name);
  if (collection) return <Rows collection={collection} rows={(value as Values[] | null) ?? []} />;
  if (!field || value === null || value === undefined || value === '') return <Text span size="sm" c="dimmed" fs="italic">{t('form-empty')}</Text>;
  return <ShowValue field={field} value={value} document={document} />;
}

function Rows({ collection, rows }: { collection: Collection; rows: Values[] }) {
  const t = useT();
  if (rows.length === 0) return <Text span size="sm" c="dimmed" fs="italic">{t('form-empty')}</Text>;
  return (
    <Stack gap={2}>
      {rows.map((row, index) => (
        <Text key={index} size="sm" component="div">
          {collection.fields.filter((field) => row[field.name] !== null && row[field.name] !== undefined && row[field.name] !== '' && row[field.name] !== false).map((field, at) => (
            <span key={field.name}>{at > 0 && ' · '}<ShowValue field={field} value={row[field.name]} document={row} /></span>
          ))}
        </Text>
      ))}
    </Stack>
  );
}

export function ConflictDialog({ form, conflict }: { form: RecordForm; conflict: Conflict }) {
  const t = useT();
  const format = useFormat();
  const phone = usePhone();
  const { type, id } = form;
  const { differences } = conflict;
  const [chosen, setChosen] = useState<Chosen>(() => Object.fromEntries(differences.map((one) => [one.name, one.by === 'both' ? undefined : one.by])));
  const latest = useQuery({
    queryKey: ['around', type.name, id, 'last'],
    queryFn: () => data<{ items: Schema<'Item'>[] }>(api.GET('/api/v1/records/{type}/{id}/timeline', { params: { path: { type: type.name, id: id! }, query: { limit: 10 } } }) as never),
    staleTime: 0,
  }).data?.items.find((one) => one.kind === 'change');
  const both = differences.filter((one) => one.by === 'both').length;
  const all = (side: Side) => setChosen(Object.fromEntries(differences.map((one) => [one.name, side])));
  const label = (name: string) => type.fields.find((one) => one.name === name)?.label ?? type.collections.find((one) => one.name === name)?.label ?? name;
  return (
    <Modal opened onClose={form.postpone} size="xl" fullScreen={phone} title={t('conflict-title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="sm">
        <Text size="sm">
          {latest?.author.name ? t('conflict-who', { name: latest.author.name, ago: format.ago(latest.at) }) : t('conflict-somebody')}{' '}
          {both > 0 ? t('conflict-choose', { count: both }) : t('conflict-apart')}
        </Text>
        <Group gap="xs">
          <Button variant="default" onClick={() => all('mine')}>{t('conflict-all-mine')}</Button>
          <Button variant="default" onClick={() => all('theirs')}>{t('conflict-all-theirs')}</Button>
        </Group>
        {phone ? (
          differences.map((one) => <Choice key={one.name} one={one} label={label(one.name)} type={type} conflict={conflict} side={chosen[one.name]} choose={(side) => setChosen({ ...chosen, [one.name]: side })} />)
        ) : (
          <ScrollArea type="auto">
            <Table aria-label={t('conflict-title')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('conflict-field')}</Table.Th><Table.Th>{t('conflict-was')}</Table.Th><Table.Th>{t('conflict-mine')}</Table.Th><Table.Th>{t('conflict-theirs')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {differences.map((one) => (
                  <Table.Tr key={one.name} aria-label={label(one.name)}>
                    <Table.Th scope="row">{label(one.name)}</Table.Th>
                    <Table.Td><Shown type={type} name={one.name} value={one.was} document={conflict.was} /></Table.Td>
                    {(['mine', 'theirs'] as const).map((side) => (
                      <Table.Td key={side}>
                        <Group gap="xs" wrap="nowrap" align="start">
                          <Radio
                            name={`choose-${one.name}`} checked={chosen[one.name] === side} onChange={() => setChosen({ ...chosen, [one.name]: side })}
                            aria-label={t(side === 'mine' ? 'conflict-take-mine' : 'conflict-take-theirs', { field: label(one.name) })}
                          />
                          <div className={chosen[one.name] && chosen[one.name] !== side ? styles.was : undefined}>
                            <Shown type={type} name={one.name} value={one[side]} document={side === 'mine' ? conflict.mine : conflict.theirs.record} />
                          </div>
                        </Group>
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea>
        )}
        <Group justify="end">
          <Button variant="default" onClick={form.postpone}>{t('conflict-later')}</Button>
          <Button disabled={!decided(differences, chosen)} loading={form.saving} onClick={() => void form.resolve(chosen)}>{t('conflict-save')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** One difference on a phone: three lines under each other. */
function Choice({ one, label, type, conflict, side, choose }: {
  one: Difference; label: string; type: RecordType; conflict: Conflict; side: Side | undefined; choose: (side: Side) => void;
}) {
  const t = useT();
  return (
    <Radio.Group label={label} value={side ?? null} onChange={(value) => choose(value as Side)} name={`choose-${one.name}`}>
      <Stack gap="xs" mt={4}>
        <Text size="sm" c="dimmed" component="div">{t('conflict-was')}: <Shown type={type} name={one.name} value={one.was} document={conflict.was} /></Text>
        {(['mine', 'theirs'] as const).map((of) => (
          <Radio
            key={of} value={of} aria-label={t(of === 'mine' ? 'conflict-take-mine' : 'conflict-take-theirs', { field: label })}
            label={<>{t(of === 'mine' ? 'conflict-mine' : 'conflict-theirs')}: <Shown type={type} name={one.name} value={one[of]} document={of === 'mine' ? conflict.mine : conflict.theirs.record} /></>}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
