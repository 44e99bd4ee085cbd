// The file: chosen, dropped or pasted from a spreadsheet; and an empty one to fill.
import { Button, Group, Loader, Paper, Stack, Text } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { IconDownload, IconTableImport } from '@tabler/icons-react';
import { type DragEvent, useId, useRef, useState } from 'react';

import { act } from '@/api/http';
import { useTold } from '@/app/told';
import { useFormat, useT } from '@/i18n';

import { Batches } from '../ImportsScreen';
import { writeCsv } from '../csv';
import { download, pasted, type Preview, type Source, sourceOf } from '../source';
import type { Wizard } from '../wizard';

export function FileStep({ type, wizard, next }: { type: string; wizard: Wizard; next: () => void }) {
  const t = useT();
  const format = useFormat();
  const told = useTold();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { prepared, busy } = wizard;

  const take = async (chosen: () => Promise<Source>) => {
    if (await wizard.take(chosen)) next();
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) void take(() => sourceOf(file, format.language));
  };
  // Cells copied in a spreadsheet are a table too.
  useWindowEvent('paste', (event) => {
    if ((event.target as HTMLElement).closest('input, textarea')) return;
    const file = event.clipboardData?.files[0];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (file) void take(() => sourceOf(file, format.language));
    else if (text.includes('\n')) void take(async () => pasted(t('import-pasted'), text));
  });
  const template = async () => {
    try {
      const asked = { record_type: type, source: 'template', format: 'csv', content: '-\n' };
      const { fields } = await act<Preview>('import.preview', asked);
      // A first line of each collection is enough to see how they are named.
      const names = fields.map((one) => one.name).filter((one) => !/\.[1-9]\d*\./.test(one));
      download(`${type}.csv`, writeCsv(names, []));
    } catch (error) {
      told.failed(error);
    }
  };
  return (
    <Stack>
      <Paper
        withBorder p="xl" onDrop={drop} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
        bg={over ? 'var(--mantine-color-default-hover)' : undefined}
      >
        <Stack align="center" gap="xs">
          {busy ? <Loader role="status" aria-label={t('loading')} /> : <IconTableImport size={40} stroke={1.2} aria-hidden />}
          <Text ta="center" fw={600}>{t('import-drop')}</Text>
          <Text ta="center" size="sm" c="dimmed" id={id}>{t('import-drop-why')}</Text>
          <input
            ref={input} type="file" hidden accept=".csv,.tsv,.txt,.xlsx,text/csv" aria-label={t('import-choose')}
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = '';
              if (file) void take(() => sourceOf(file, format.language));
            }}
          />
          <Group justify="center">
            <Button size="sm" aria-describedby={id} loading={busy === 'read'} onClick={() => input.current?.click()}>{t('import-choose')}</Button>
            <Button size="sm" variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => void template()}>{t('import-template')}</Button>
          </Group>
        </Stack>
      </Paper>
      {prepared && (
        <Group>
          <Text size="sm">{t('import-begun', { name: prepared.source.name })}</Text>
          <Button variant="default" onClick={next}>{t('import-go-on')}</Button>
        </Group>
      )}
      <Batches type={type} />
    </Stack>
  );
}
