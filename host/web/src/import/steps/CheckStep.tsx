// All rows as the host would take them, without keeping anything: what is wrong stands at its cell and is mended there.
import { Button, Group, Progress, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMemo } from 'react';

import { useSearch } from '@/app/navigation';
import { Notice } from '@/app/states';
import { useFormat, useT } from '@/i18n';

import { CellGrid } from '../CellGrid';
import { Counts } from '../Counts';
import { Findings } from '../Findings';
import { download, type Finding, refusedRows } from '../source';
import { cellKey, type Wizard } from '../wizard';

export function CheckStep({ wizard, back, done }: { wizard: Wizard; back: () => void; done: () => void }) {
  const t = useT();
  const format = useFormat();
  const [search, change] = useSearch();
  const { prepared, busy, progress } = wizard;
  const { source, report, touched, map, preview } = prepared!;
  const byCell = useMemo(() => {
    const found = new Map<string, Finding[]>();
    for (const one of report?.findings ?? []) {
      const key = cellKey(one.row, one.column);
      found.set(key, [...(found.get(key) ?? []), one]);
    }
    return found;
  }, [report]);
  const told = useMemo(() => new Set((report?.findings ?? []).map((one) => one.row)), [report]);
  const refused = useMemo(() => new Set((report?.findings ?? []).filter((one) => one.severity === 'error').map((one) => one.row)), [report]);
  const only = search.rows ?? (refused.size > 0 ? 'refused' : 'all');
  const all = source.table.rows;
  const rows = useMemo(() => {
    const places = all.map((_, at) => at);
    return only === 'refused' ? places.filter((at) => refused.has(all[at]!.row)) : only === 'told' ? places.filter((at) => told.has(all[at]!.row)) : places;
  }, [all, only, refused, told]);
  const out = useMemo(() => new Set(Object.entries(map).filter(([, field]) => !field).map(([header]) => header)), [map]);
  const good = report ? report.rows - report.failed : 0;
  const run = async () => {
    if (await wizard.run()) done();
  };
  const keep = () => download(`${source.name.replace(/\.\w+$/, '')}-${t('import-refused-file')}.csv`, refusedRows(source, report!.findings, t('import-why')));
  if (busy === 'check' || busy === 'run') {
    const share = progress && progress.total > 0 ? (progress.done / progress.total) * 100 : 0;
    return (
      <Stack gap="xs" maw={560} role="status">
        <Text size="sm">{busy === 'run' ? t('import-running') : t('import-checking')}</Text>
        <Progress value={share} animated aria-label={busy === 'run' ? t('import-running') : t('import-checking')} size="lg" />
        {progress && <Text size="sm" c="dimmed">{t('import-progress', { done: format.decimal(progress.done), total: format.decimal(progress.total) })}</Text>}
      </Stack>
    );
  }
  return (
    <Stack>
      {report
        ? <Counts rows={report.rows} created={report.created} updated={report.updated} unchanged={report.unchanged} failed={report.failed} would />
        : <Text size="sm">{t('import-unchecked')}</Text>}
      {report && report.failed === 0 && touched.size === 0 && (
        <Notice kind="good">{t('import-all-good')}</Notice>
      )}
      {!source.mendable && <Notice kind="info">{t('import-not-mendable')}</Notice>}
      {report && told.size > 0 && (
        <Group gap="xs">
          <SegmentedControl
            size="xs" aria-label={t('import-shown-rows')} value={only} onChange={(value) => change({ rows: value })}
            data={[
              { value: 'refused', label: t('import-only-refused', { count: refused.size }), disabled: refused.size === 0 },
              { value: 'told', label: t('import-only-told', { count: told.size }) },
              { value: 'all', label: t('import-all-rows', { count: preview.row_count }) },
            ]}
          />
          {source.mendable && refused.size > 0 && <Text size="xs" c="dimmed">{t('import-mend-why')}</Text>}
        </Group>
      )}
      {(source.mendable || told.size === 0) && (
        <CellGrid label={t('import-cells')} table={source.table} rows={rows} findings={byCell} out={out} touched={touched} mend={source.mendable ? wizard.mend : undefined} />
      )}
      {!source.mendable && report && <Findings findings={report.findings} type={report.record_type} />}
      <Group gap="xs">
        {report && touched.size === 0
          ? (
            <Button size="sm" disabled={good === 0} onClick={() => void run()}>
              {report.failed > 0 ? t('import-run-good', { count: good }) : t('import-run', { count: good })}
            </Button>
          )
          : <Button size="sm" onClick={() => void wizard.check()}>{t('import-check-again')}</Button>}
        {report && refused.size > 0 && source.mendable && (
          <Button size="sm" variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={keep}>{t('import-download-refused', { count: refused.size })}</Button>
        )}
        <Button size="sm" variant="default" onClick={back}>{t('back')}</Button>
      </Group>
    </Stack>
  );
}
