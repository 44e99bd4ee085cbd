// Any report of the host: asked with what stands in the address, shown as a table whose figures lead down to the lines.
import { Button, Group, Menu, Stack, Text } from '@mantine/core';
import { IconDownload, IconPrinter, IconReportAnalytics } from '@tabler/icons-react';
import { useState } from 'react';

import { Go, useParam, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Failed, Waiting } from '@/app/states';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { definitionOf, FIGURE, LEVELS } from './definitions';
import { Parameters } from './Parameters';
import { download, joined, type Report, useReport } from './report';
import { ReportTable } from './ReportTable';
import { useWords } from './words';

export default function ReportScreen() {
  const t = useT();
  const words = useWords();
  const name = useParam('name');
  const [search, change] = useSearch();
  const { company } = useSession();
  const [all, setAll] = useState(false);
  const asked = useReport(name, search, { all });
  const report = asked.data && joined(asked.data.pages);
  const deepest = report?.rows.reduce((most, row) => Math.max(most, row.level), 0) ?? 0;
  const file = (format: 'csv' | 'json') => ({ component: 'a' as const, href: download(name, company.id, search, format), download: `${name}.${format}` });
  return (
    <Screen
      title={words.title(name, report?.title)}
      before={<Text size="xs" className="no-print"><Go to="/reports">{t('reports')}</Go></Text>}
      actions={
        <>
          {deepest > 0 && <Levels deepest={deepest} value={search[LEVELS]} change={(levels) => change({ [LEVELS]: levels })} />}
          <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>{t('print')}</Button>
          <Menu position="bottom-end">
            <Menu.Target><Button variant="default" leftSection={<IconDownload size={16} />}>{t('reports-file')}</Button></Menu.Target>
            <Menu.Dropdown>
              <Menu.Item {...file('csv')}>{t('reports-csv')}</Menu.Item>
              <Menu.Item {...file('json')}>{t('reports-json')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      }
    >
      <Parameters takes={definitionOf(name)?.takes ?? []} search={search} used={report?.parameters ?? {}} change={change} />
      {asked.error ? <Failed error={asked.error} again={() => void asked.refetch()} /> : !report ? <Waiting /> : (
        <Stack gap="xs" aria-busy={asked.isPlaceholderData}>
          <Heading report={report} />
          {report.notes?.map((note) => <Text key={note} size="sm">{note}</Text>)}
          {report.rows.length === 0
            ? <Empty icon={IconReportAnalytics} title={t('reports-nothing')} text={t('reports-nothing-why')} />
            : <ReportTable key={name} report={report} levels={Number(search[LEVELS]) || Infinity} figure={search[FIGURE]} />}
          {asked.hasNextPage && (
            <Group className="no-print">
              <Text size="sm">{t('reports-part', { count: report.rows.length })}</Text>
              <Button variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>{t('reports-next')}</Button>
              <Button variant="default" onClick={() => setAll(true)}>{t('reports-all')}</Button>
            </Group>
          )}
        </Stack>
      )}
    </Screen>
  );
}

/** Whose figures these are, of which days; on paper all that was asked. */
function Heading({ report }: { report: Report }) {
  const t = useT();
  const format = useFormat();
  const words = useWords();
  const { from, to, on, known_at: known, ...rest } = report.parameters;
  const when = on ? t('reports-on', { day: format.day(on) }) : from && to ? t('reports-between', { from: format.day(from), to: format.day(to) }) : to ? t('reports-until', { day: format.day(to) }) : t('reports-ever');
  return (
    <>
      <Text size="sm" c="dimmed">
        {report.company.name} · {when} · {t('reports-in', { currency: report.company.currency })}
        {known && ` · ${t('reports-known', { at: format.instant(known) })}`}
      </Text>
      <Text size="xs" className="print-only">
        {Object.entries(rest).map(([name, value]) => `${words.parameter(name)}: ${words.value(name, value)}`).join(' · ')} {t('reports-printed', { at: format.instant(new Date().toISOString()) })}
      </Text>
    </>
  );
}

function Levels({ deepest, value, change }: { deepest: number; value: string | undefined; change: (levels: string | null) => void }) {
  const t = useT();
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="default">{value ? t('reports-levels-some', { count: Number(value) }) : t('reports-levels-all')}</Button></Menu.Target>
      <Menu.Dropdown>
        {Array.from({ length: deepest }, (_, index) => (
          <Menu.Item key={index} onClick={() => change(String(index + 1))}>{t('reports-levels-some', { count: index + 1 })}</Menu.Item>
        ))}
        <Menu.Item onClick={() => change(null)}>{t('reports-levels-all')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
