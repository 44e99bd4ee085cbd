// Asks what to do with the chosen records, does it with its progress shown, and says which were refused and why.
import { Button, Group, Modal, Progress as Bar, ScrollArea, Select, Stack, Table, Text } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';

import type { Field, RecordType } from '@/api/meta';
import { useRefresh } from '@/api/records';
import { Go, recordPath } from '@/app/navigation';
import { useSentence } from '@/app/states';
import { EditValue } from '@/fields/EditValue';
import { useFormat, useT } from '@/i18n';
import { type Plugin, useSession } from '@/session/session';

import { actAll, doAll, type Progress, type Target } from './bulk';
import { editable } from './edit';

export type Doing = { what: 'edit' } | { what: 'delete' } | { what: 'act'; action: Plugin['actions'][number] };

export function BulkDialog({ type, doing, count, more, collect, onClose }: {
  type: RecordType;
  doing: Doing;
  count: number;
  more: boolean;
  collect: (signal: AbortSignal) => Promise<Target[]>;
  onClose: (done: boolean) => void;
}) {
  const t = useT();
  const format = useFormat();
  const sentence = useSentence();
  const refresh = useRefresh();
  const { company } = useSession();
  const stop = useRef(new AbortController());
  const fields = type.fields.filter((one) => editable(type, one));
  const [field, setField] = useState<Field | null>(null);
  const [given, setGiven] = useState<Record<string, unknown>>({});
  const [progress, setProgress] = useState<Progress | null>(null);
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState('');
  const takes = doing.what === 'act' ? (doing.action.input as Field[]).filter((one) => !one.readonly) : [];
  const args = { count: format.decimal(count), more: more ? 'yes' : 'no' };
  const title = doing.what === 'act' ? doing.action.label : t(`records-list-bulk-${doing.what}`, args);
  const run = async (event: FormEvent) => {
    event.preventDefault();
    setRunning(true);
    setFailure('');
    const { signal } = stop.current;
    try {
      const targets = await collect(signal);
      setProgress({ done: 0, of: targets.length, failures: [] });
      const after = doing.what === 'act' ? await actAll(doing.action.name, company.id, given, targets, setProgress, signal)
        : doing.what === 'delete' ? await doAll(type.name, targets, { delete: true }, setProgress, signal)
        : await doAll(type.name, targets, { update: { [field!.name]: given[field!.name] ?? null } }, setProgress, signal);
      setProgress(after);
    } catch (error) {
      if (!signal.aborted) setFailure(sentence(error));
    }
    setRunning(false);
    await refresh(doing.what === 'act' ? undefined : type.name);
  };
  const close = () => {
    if (running) stop.current.abort();
    else onClose(Boolean(progress));
  };
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': t('close') }} size="lg">
      {progress ? <Going progress={progress} running={running} type={type} onStop={close} /> : (
        <form onSubmit={(event) => void run(event)}>
          <Stack gap="sm">
            {doing.what === 'edit' && (
              <Select
                label={t('records-list-field')} searchable data-autofocus data={fields.map((one) => ({ value: one.name, label: one.label }))} value={field?.name ?? null}
                onChange={(name) => { setField(fields.find((one) => one.name === name) ?? null); setGiven({}); }}
              />
            )}
            {doing.what === 'edit' && field && (
              <EditValue key={field.name} field={{ ...field, label: t('records-list-bulk-value') }} value={given[field.name] ?? null} onChange={(value) => setGiven({ [field.name]: value })} />
            )}
            {doing.what === 'delete' && <Text size="sm">{t('records-list-bulk-delete-why')}</Text>}
            {doing.what === 'act' && doing.action.help && <Text size="sm">{doing.action.help}</Text>}
            {takes.map((one) => (
              <EditValue key={one.name} field={one} value={given[one.name] ?? one.default ?? null} onChange={(value) => setGiven({ ...given, [one.name]: value })} />
            ))}
            {failure && <Text c="var(--mantine-color-error)" size="sm" role="alert">{failure}</Text>}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => onClose(false)}>{t('cancel')}</Button>
              <Button type="submit" loading={running} color={doing.what === 'delete' ? 'red' : undefined} disabled={doing.what === 'edit' && !field}>
                {doing.what === 'delete' ? t('delete') : t('records-list-bulk-do', args)}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function Going({ progress, running, type, onStop }: { progress: Progress; running: boolean; type: RecordType; onStop: () => void }) {
  const t = useT();
  const format = useFormat();
  const { done, of, failures } = progress;
  const through = done + failures.length;
  return (
    <Stack gap="sm">
      <Bar value={of === 0 ? 100 : (through / of) * 100} animated={running} aria-label={t('records-list-bulk-progress')} />
      <Text size="sm" role="status">{t('records-list-bulk-done', { done: format.decimal(done), of: format.decimal(of), failed: failures.length })}</Text>
      {failures.length > 0 && (
        <ScrollArea.Autosize mah="40vh">
          <Table aria-label={t('records-list-bulk-failed')}>
            <Table.Tbody>
              {failures.slice(0, 500).map(({ target, why }) => (
                <Table.Tr key={target.id}>
                  <Table.Td><Go to={recordPath(type.name, target.id)}>{target.name}</Go></Table.Td>
                  <Table.Td>{why}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
      <Group justify="flex-end"><Button variant={running ? 'default' : 'filled'} onClick={onStop}>{t(running ? 'records-list-bulk-stop' : 'done')}</Button></Group>
    </Stack>
  );
}
