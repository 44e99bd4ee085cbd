// What was imported, what was not and why, and the way back.
import { Button, Group, Stack, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';

import { useType } from '@/api/meta';
import { useGo } from '@/app/navigation';
import { Notice } from '@/app/states';
import { useT } from '@/i18n';
import { useSession } from '@/session/session';

import { Counts } from '../Counts';
import { Findings } from '../Findings';
import { download, refusedRows } from '../source';
import { UndoButton } from '../undo';
import type { Wizard } from '../wizard';

export function ResultStep({ type, wizard, again }: { type: string; wizard: Wizard; again: () => void }) {
  const t = useT();
  const go = useGo();
  const { company } = useSession();
  const declared = useType(type);
  const [undone, setUndone] = useState(false);
  const { result, source } = wizard.prepared!;
  const report = result!;
  const keep = () => download(`${source.name.replace(/\.\w+$/, '')}-${t('import-refused-file')}.csv`, refusedRows(source, report.findings, t('import-why')));
  const leave = () => {
    wizard.forget();
    go(`/r/${type}`);
  };
  return (
    <Stack>
      {undone
        ? <Notice kind="past" title={t('import-undone')}>{t('import-undone-all')}</Notice>
        : report.failed > 0
          ? <Notice kind="warn" title={t('import-done-some', { failed: report.failed })}>{t('import-done-some-why')}</Notice>
          : <Notice kind="good" title={t('import-done-all')} />}
      <Counts rows={report.rows} created={report.created} updated={report.updated} unchanged={report.unchanged} failed={report.failed} />
      <Group gap="xs">
        <Button size="sm" onClick={leave}>{t('import-show', { type: declared?.label ?? type })}</Button>
        {report.failed > 0 && source.mendable && (
          <Button size="sm" variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={keep}>{t('import-download-refused', { count: report.failed })}</Button>
        )}
        <Button size="sm" variant="default" onClick={again}>{t('import-another')}</Button>
        {report.batch && !undone && (
          <UndoButton batch={report.batch} source={report.source} created={report.created} company={declared?.company ? company.id : null} done={() => setUndone(true)} />
        )}
      </Group>
      {report.findings.length > 0 && <Title order={2}>{t('import-findings')}</Title>}
      <Findings findings={report.findings} type={type} />
    </Stack>
  );
}
