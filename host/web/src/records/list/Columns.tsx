// Which columns a list shows, and in which order: boxes to choose, buttons to move.
import { ActionIcon, Button, Checkbox, Group, Popover, ScrollArea, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns } from '@tabler/icons-react';

import type { Field } from '@/api/meta';
import { useT } from '@/i18n';

export function Columns({ all, shown, onChange, onUsual, tight, onTight }: {
  all: Field[];
  shown: Field[];
  onChange: (names: string[]) => void;
  onUsual: () => void;
  tight: boolean;
  onTight: (tight: boolean) => void;
}) {
  const t = useT();
  const names = shown.map((one) => one.name);
  const rest = all.filter((one) => !names.includes(one.name));
  const shift = (at: number, by: number) => {
    const next = [...names];
    next.splice(at + by, 0, ...next.splice(at, 1));
    onChange(next);
  };
  return (
    <Popover width={320} position="bottom-end" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label={t('records-list-columns')} visibleFrom="xs"><IconColumns size={16} aria-hidden /></ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('records-list-columns')} p="xs">
        <ScrollArea.Autosize mah="60vh">
          <Stack gap={2} pe="sm">
            {shown.map((one, at) => (
              <Group key={one.name} gap={2} wrap="nowrap">
                <Checkbox
                  flex={1} size="xs" label={one.label} checked disabled={names.length === 1}
                  onChange={() => onChange(names.filter((name) => name !== one.name))}
                />
                <ActionIcon variant="subtle" color="gray" size={24} disabled={at === 0} aria-label={t('records-list-column-up', { field: one.label })} onClick={() => shift(at, -1)}>
                  <IconArrowUp size={14} aria-hidden />
                </ActionIcon>
                <ActionIcon variant="subtle" color="gray" size={24} disabled={at === shown.length - 1} aria-label={t('records-list-column-down', { field: one.label })} onClick={() => shift(at, 1)}>
                  <IconArrowDown size={14} aria-hidden />
                </ActionIcon>
              </Group>
            ))}
            {rest.length > 0 && <Text size="xs" c="dimmed" mt={6}>{t('records-list-columns-more')}</Text>}
            {rest.map((one) => (
              <Checkbox key={one.name} size="xs" py={4} label={one.label} checked={false} onChange={() => onChange([...names, one.name])} />
            ))}
          </Stack>
        </ScrollArea.Autosize>
        <Group justify="space-between" mt="xs">
          <Checkbox size="xs" label={t('records-list-tight')} checked={tight} onChange={(event) => onTight(event.currentTarget.checked)} />
          <Button variant="subtle" onClick={onUsual}>{t('records-list-columns-usual')}</Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
