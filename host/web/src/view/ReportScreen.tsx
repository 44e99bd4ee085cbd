// A report of a plugin: its parameters stand in the address, its amounts are added up.
import { Box, Button, Group, ScrollArea, Table, Text } from '@mantine/core';
import { IconDownload, IconPrinter, IconReportAnalytics } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';

import { address, fetched } from '@/api/http';
import type { Field } from '@/api/meta';
import { Problem } from '@/api/problem';
import { useParam, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Missing, Ready } from '@/app/states';
import { EditValue } from '@/fields/EditValue';
import { ReferenceLink, ShowValue } from '@/fields/Show';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { columnsOf, type Computed, isAmount, type ReportColumn, totalsOf } from './report';

const isFigure = (column: ReportColumn) => ['money', 'integer', 'decimal'].includes(column.kind);
const asText = (value: unknown) => (value === null || value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** A parameter as its field holds it. */
function asValue(field: Field, text: string | undefined): unknown {
  if (text === undefined) return field.default ?? null;
  if (field.kind === 'bool') return text === 'true';
  return field.kind === 'integer' ? Number(text) : text;
}

export default function ReportScreen() {
  const t = useT();
  const code = useParam('plugin');
  const name = useParam('report');
  const session = useSession();
  const [search, change] = useSearch();
  const plugin = session.plugins.find((one) => one.code === code);
  const report = plugin?.reports.find((one) => one.name === name);
  const parameters = (report?.parameters ?? []) as Field[];
  const given = Object.fromEntries(parameters.map((one) => [one.name, search[one.name] ?? asText(one.default)]));
  const missing = parameters.some((one) => one.required && !given[one.name]);
  const path = `/api/v1/plugins/${code}/reports/${name}`;
  const query = { ...given, company: session.company.id };
  const found = useQuery({
    queryKey: ['report', code, name, query],
    queryFn: ({ signal }) => fetched<Computed>(path, { query, signal }),
    enabled: Boolean(report) && !missing,
    placeholderData: keepPreviousData,
  });
  if (!plugin || !report) return <Missing />;
  const wrong = found.error instanceof Problem ? found.error.byField : {};
  return (
    <Screen
      title={report.label}
      before={<Text size="xs" c="dimmed">{t('view-from-plugin', { plugin: plugin.name })}</Text>}
      actions={
        <>
          <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>{t('print')}</Button>
          <Button
            variant="default" component="a" leftSection={<IconDownload size={16} aria-hidden />} disabled={missing}
            href={address(path, { ...query, format: 'csv' })} download={`${code}-${name}.csv`}
          >
            {t('view-csv')}
          </Button>
        </>
      }
    >
      {parameters.length > 0 && (
        <Group gap="sm" align="end" mb="sm" className="no-print">
          {parameters.map((one) => (
            <Box key={one.name} miw={160}>
              <EditValue
                field={{ ...one, readonly: false }} value={asValue(one, search[one.name])} error={wrong[one.name]}
                onChange={(value) => change({ [one.name]: value === false ? 'false' : asText(value) })}
              />
            </Box>
          ))}
        </Group>
      )}
      <Text size="xs" className="print-only">
        {session.company.name}{parameters.filter((one) => given[one.name]).map((one) => <span key={one.name}> · {one.label}: <ShowValue field={one} value={asValue(one, search[one.name])} /></span>)}
      </Text>
      {missing ? <Text size="sm" c="dimmed">{t('view-report-asks')}</Text> : <Ready query={found}>{(computed) => <ReportRows computed={computed} plugin={code} label={report.label} />}</Ready>}
    </Screen>
  );
}

function ReportRows({ computed, plugin, label }: { computed: Computed; plugin: string; label: string }) {
  const t = useT();
  const { types } = useSession();
  const columns = useMemo(() => columnsOf(computed, plugin, types).filter((one) => one.kind !== 'hidden'), [computed, plugin, types]);
  const show = useShow();
  if (computed.rows.length === 0) return <Empty icon={IconReportAnalytics} title={t('view-report-empty')} />;
  const totals = columns.map((one) => totalsOf(computed, one));
  return (
    <ScrollArea type="auto">
      <Table aria-label={label} stickyHeader={false} highlightOnHover>
        <Table.Thead>
          <Table.Tr>{columns.map((one) => <Table.Th key={one.name} ta={isFigure(one) ? 'end' : undefined}>{one.label}</Table.Th>)}</Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {computed.rows.map((row, at) => (
            <Table.Tr key={at}>
              {columns.map((one) => <Table.Td key={one.name} ta={isFigure(one) ? 'end' : undefined}>{show(one, row[one.name])}</Table.Td>)}
            </Table.Tr>
          ))}
        </Table.Tbody>
        {computed.rows.length > 1 && totals.some((one) => one.length > 0) && (
          <Table.Tfoot>
            <Table.Tr>
              {columns.map((one, at) => (
                <Table.Th key={one.name} ta={isFigure(one) ? 'end' : undefined}>
                  {at === 0 && totals[0]!.length === 0 ? t('view-report-total') : totals[at]!.map((sum, index) => <div key={index}>{show(one, sum)}</div>)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Tfoot>
        )}
      </Table>
    </ScrollArea>
  );
}

function useShow(): (column: ReportColumn, value: unknown) => ReactNode {
  const t = useT();
  const format = useFormat();
  return (column, value) => {
    if (value === null || value === undefined || value === '') return null;
    if (isAmount(value)) return <span className="figure">{format.money(value.amount, value.currency)}</span>;
    switch (column.kind) {
      case 'integer':
      case 'decimal':
        return <span className="figure">{format.decimal(String(value))}</span>;
      case 'day':
        return format.day(String(value));
      case 'instant':
        return format.instant(String(value));
      case 'bool':
        return t(value ? 'yes' : 'no');
      case 'record':
        return <ReferenceLink type={column.to!} id={String(value)} />;
      default:
        return typeof value === 'object' ? JSON.stringify(value) : String(value);
    }
  };
}
