// What the screens of administration share: doing with a notice, facts, wide tables, secrets that are told once.
import { ActionIcon, Alert, Box, Code, CopyButton, Group, Table, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

import { useTold } from '@/app/told';
import { useT } from '@/i18n';

/** Does something, tells that it was done or why not, and reads again what hangs on it. */
export function useDoing(...keys: string[]): { busy: boolean; run: (what: () => Promise<unknown>, done?: string) => Promise<boolean> } {
  const client = useQueryClient();
  const told = useTold();
  const [busy, setBusy] = useState(false);
  const run = async (what: () => Promise<unknown>, done?: string) => {
    setBusy(true);
    try {
      await what();
      if (done) told.done(done);
      return true;
    } catch (error) {
      told.failed(error);
      return false;
    } finally {
      for (const key of keys) await client.invalidateQueries({ queryKey: [key] });
      setBusy(false);
    }
  };
  return { busy, run };
}

/** A table that scrolls inside its own box where the screen is too narrow. */
export function Wide({ name, min = 640, head, children }: { name: string; min?: number; head: ReactNode; children: ReactNode }) {
  return (
    <Box className="wide" role="region" aria-label={name} tabIndex={0}>
      <Table miw={min} highlightOnHover aria-label={name}>
        <Table.Thead><Table.Tr>{head}</Table.Tr></Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Box>
  );
}

/** Names and values; what has no value is left out. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <Table variant="vertical" layout="fixed" maw={640} withTableBorder>
      <Table.Tbody>
        {facts.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w="38%">{name}</Table.Th>
            <Table.Td className="breaks">{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

export function Copy({ text }: { text: string }) {
  const t = useT();
  return (
    <CopyButton value={text} timeout={2_000}>
      {({ copied, copy }) => (
        <Tooltip label={t(copied ? 'palette-copied' : 'admin-copy')}>
          <ActionIcon variant="subtle" color={copied ? 'green' : 'gray'} onClick={copy} aria-label={t('admin-copy')}>
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** A password or key that nobody will be told again. */
export function Secret({ title, text, secret }: { title: string; text: string; secret: string }) {
  return (
    <Alert color="yellow" variant="outline" icon={<IconKey aria-hidden />} title={title} role="status">
      <Text size="sm">{text}</Text>
      <Group gap={4} mt="xs" wrap="nowrap">
        <Code fz="sm" className="breaks">{secret}</Code>
        <Copy text={secret} />
      </Group>
    </Alert>
  );
}
