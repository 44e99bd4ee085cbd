// Files of a record: added by choosing or by dropping, saved, removed.
import { ActionIcon, Anchor, Button, FileButton, Group, Paper, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconPaperclip, IconTrash } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';

import { api, type Schema } from '@/api/client';
import { ask, fetched } from '@/api/http';
import { Ready } from '@/app/states';
import { useTold } from '@/app/told';
import { useFormat, useLanguage, useT } from '@/i18n';

type Attachment = Schema<'Attachment'>;

export function Files({ type, id }: { type: string; id: string }) {
  const t = useT();
  const client = useQueryClient();
  const told = useTold();
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const key = ['records', type, 'around', id, 'files'];
  const found = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => fetched<{ items: Attachment[] }>(`/api/v1/records/${type}/${id}/attachments`, { query: { limit: 200 }, signal }),
  });
  const again = () => client.invalidateQueries({ queryKey: key });
  const add = async (files: File[]) => {
    setBusy(true);
    for (const file of files) {
      await ask(`/api/v1/records/${type}/${id}/attachments`, {
        method: 'POST', query: { name: file.name }, raw: { bytes: file, type: file.type || 'application/octet-stream' },
      }).catch(told.failed);
    }
    setBusy(false);
    await again();
  };
  const drop = (one: Attachment) => api.DELETE('/api/v1/attachments/{id}', { params: { path: { id: one.id } } }).then(again, told.failed);
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer.files.length > 0) void add([...event.dataTransfer.files]);
  };
  return (
    <Stack
      gap="xs" onDrop={dropped} onDragLeave={() => setOver(false)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
    >
      <Paper withBorder p="sm" bd={over ? '2px dashed var(--mantine-primary-color-filled)' : undefined}>
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed">{t('around-drop')}</Text>
          <FileButton multiple onChange={(files) => void add(files)}>
            {(props) => <Button {...props} variant="default" loading={busy} leftSection={<IconPaperclip size={14} aria-hidden />}>{t('around-add-file')}</Button>}
          </FileButton>
        </Group>
      </Paper>
      <Ready query={found}>
        {({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{t('around-no-files')}</Text> : (
          <>{items.map((one) => <FileLine key={one.id} file={one} drop={() => void drop(one)} />)}</>
        )}
      </Ready>
    </Stack>
  );
}

function FileLine({ file, drop }: { file: Attachment; drop: () => void }) {
  const t = useT();
  const format = useFormat();
  const language = useLanguage();
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Stack gap={0} miw={0}>
        <Anchor href={`/api/v1/attachments/${file.id}`} download={file.name} size="sm" truncate>{file.name}</Anchor>
        <Text size="xs" c="dimmed">{size(language, file.size)} · {format.instant(file.created_at)}</Text>
      </Stack>
      <ActionIcon variant="subtle" color="gray" aria-label={t('around-remove', { what: file.name })} onClick={drop}><IconTrash size={15} aria-hidden /></ActionIcon>
    </Group>
  );
}

/** `1.2 MB` in the reader's way. */
function size(language: string, bytes: number): string {
  const [unit, by] = bytes >= 1_000_000 ? (['megabyte', 1_000_000] as const) : bytes >= 1_000 ? (['kilobyte', 1_000] as const) : (['byte', 1] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(bytes / by);
}
