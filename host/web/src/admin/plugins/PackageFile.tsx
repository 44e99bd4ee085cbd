// The package's file: chosen, or dropped here.
import { FileButton, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconPackage, IconUpload } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';

import { useT } from '@/i18n';

import { useFigures } from './figures';

export function PackageFile({ taken }: { taken: (bytes: ArrayBuffer) => void }) {
  const t = useT();
  const figures = useFigures();
  const [file, setFile] = useState<File | null>(null);
  const [over, setOver] = useState(false);
  const take = async (one: File | null | undefined) => {
    if (!one) return;
    setFile(one);
    taken(await one.arrayBuffer());
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  return (
    <Paper
      withBorder p="md" bg={over ? 'var(--mantine-color-default-hover)' : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)} onDrop={drop}
    >
      <Group gap="md">
        <IconPackage size={32} stroke={1.2} aria-hidden />
        <Stack gap={2} flex="1 1 220px">
          <Text size="sm" fw={600} className="breaks">{file ? file.name : t('admin-package')}</Text>
          <Text size="sm" c="dimmed">{file ? figures.bytes(file.size) : t('admin-package-why')}</Text>
        </Stack>
        <FileButton onChange={(one) => void take(one)} accept=".keel,.wasm,application/wasm" inputProps={{ 'aria-label': t('admin-package') }}>
          {(button) => <Button {...button} variant="default" leftSection={<IconUpload size={16} aria-hidden />}>{t(file ? 'admin-package-other' : 'admin-package-choose')}</Button>}
        </FileButton>
      </Group>
    </Paper>
  );
}
