// Where each column goes: guessed, remembered from the last file, changed here. And what the file does not say.
import { Badge, Button, Group, Select, Stack, Table, Text, Title } from '@mantine/core';
import { useMemo } from 'react';

import { useType } from '@/api/meta';
import { Notice } from '@/app/states';
import { useFormat, useT } from '@/i18n';

import { type Prepared, type Wizard } from '../wizard';
import { Constants, fieldAt } from './Constants';
import { CountrySelect } from './CountrySelect';

const SAMPLES = 3;

export function ColumnsStep({ type, wizard, back, next }: { type: string; wizard: Wizard; back: () => void; next: () => void }) {
  const t = useT();
  const format = useFormat();
  const declared = useType(type);
  const prepared = wizard.prepared!;
  const { preview, map } = prepared;
  const targets = useMemo(() => {
    const own = preview.fields.filter((one) => !one.name.includes('.'));
    const lines = preview.fields.filter((one) => one.name.includes('.'));
    const option = (one: { name: string; label: string }) => ({ value: one.name, label: one.label });
    return [{ group: t('import-own-fields'), items: own.map(option) }, ...(lines.length > 0 ? [{ group: t('import-line-fields'), items: lines.map(option) }] : [])];
  }, [preview.fields, t]);
  const taken = new Map(Object.entries(map).filter(([, field]) => field).map(([header, field]) => [field, header]));
  const samples = (at: number) => [...new Set(preview.rows.map((one) => one.cells[at]!.trim()).filter(Boolean))].slice(0, SAMPLES);
  const missing = preview.fields.filter((one) =>
    one.required && !one.name.includes('.') && !taken.has(one.name) && !(one.name in prepared.constants) && fieldAt(declared, one.name)?.default === undefined);
  const unique = preview.fields.filter((one) => one.unique && taken.has(one.name));
  const check = async () => {
    next();
    await wizard.check();
  };
  return (
    <Stack>
      <Text size="sm" c="dimmed">{t('import-columns-why', { rows: format.decimal(preview.row_count), source: prepared.source.name })}</Text>
      <Table.ScrollContainer type="native" tabIndex={0} minWidth={560}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('import-column')}</Table.Th>
              <Table.Th>{t('import-samples')}</Table.Th>
              <Table.Th w={300}>{t('import-field')}</Table.Th>
              <Table.Th w={120} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.headers.map((header, at) => {
              const field = map[header] ?? '';
              const again = field !== '' && taken.get(field) !== header;
              const guessed = preview.columns[at]?.field;
              return (
                <Table.Tr key={`${at} ${header}`}>
                  <Table.Th scope="row">{header}</Table.Th>
                  <Table.Td maw={260}><Text size="sm" c="dimmed" truncate>{samples(at).join(' · ')}</Text></Table.Td>
                  <Table.Td>
                    <Select
                      aria-label={t('import-field-of', { column: header })} placeholder={t('import-left-out')} data={targets} searchable clearable size="sm"
                      nothingFoundMessage={t('nothing-found')} comboboxProps={{ width: 340, position: 'bottom-end', keepMounted: false }}
                      value={field || null} error={again ? t('import-field-twice', { column: taken.get(field)! }) : undefined}
                      onChange={(chosen) => wizard.set({ map: { ...map, [header]: chosen ?? '' } })}
                    />
                  </Table.Td>
                  <Table.Td>
                    {field === '' ? <Badge color="gray">{t('import-left-out')}</Badge>
                      : field === guessed ? <Badge color="blue">{t('import-guessed')}</Badge>
                      : <Badge color="green">{t('import-chosen')}</Badge>}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Settings type={type} prepared={prepared} wizard={wizard} unique={unique} />
      {missing.length > 0 && (
        <Notice kind="warn" title={t('import-missing')}>
          <Text size="sm">{missing.map((one) => one.label).join(', ')}</Text>
        </Notice>
      )}
      <Group>
        <Button size="sm" loading={wizard.busy === 'check'} onClick={() => void check()}>{t('import-check')}</Button>
        <Button size="sm" variant="default" onClick={back}>{t('back')}</Button>
      </Group>
    </Stack>
  );
}

function Settings({ type, prepared, wizard, unique }: { type: string; prepared: Prepared; wizard: Wizard; unique: { name: string; label: string }[] }) {
  const t = useT();
  const phones = prepared.preview.fields.some((one) => one.name.startsWith('phones.'));
  return (
    <Stack gap="sm">
      <Title order={2}>{t('import-more')}</Title>
      <Group align="start" gap="md">
        <Select
          label={t('import-key')} description={t('import-key-why')} size="sm" w={340} maw="100%" clearable placeholder={t('import-key-none')}
          data={unique.map((one) => ({ value: one.name, label: one.label }))} value={unique.some((one) => one.name === prepared.key) ? prepared.key : null}
          onChange={(key) => wizard.set({ key: key ?? '' })}
        />
        {phones && <CountrySelect value={prepared.country} onChange={(country) => wizard.set({ country })} />}
      </Group>
      <Constants type={type} prepared={prepared} onChange={(constants) => wizard.set({ constants })} />
    </Stack>
  );
}
