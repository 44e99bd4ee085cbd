// What can be done with the chosen records: change a field, delete, run what plugins bring.
import { Button, Group, Menu, Paper, Text } from '@mantine/core';
import { IconBolt, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

import type { RecordType } from '@/api/meta';
import { useGo } from '@/app/navigation';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';
import { useSlotPages } from '@/view/slots';

import { BulkDialog, type Doing } from './BulkDialog';
import type { Target } from './bulk';
import { editable } from './edit';
import type { Rows } from './rows';
import type { Selection } from './selection';

/** An address holds no more. */
const MOST_IDS = 50;

export function BulkBar({ type, selection, found, collect }: {
  type: RecordType;
  selection: Selection;
  found: Rows;
  /** The chosen records; all that match are asked for. */
  collect: (signal: AbortSignal) => Promise<Target[]>;
}) {
  const t = useT();
  const format = useFormat();
  const { plugins } = useSession();
  const [doing, setDoing] = useState<Doing | null>(null);
  const go = useGo();
  const actions = plugins.flatMap((one) => one.actions).filter((one) => one.on === type.name);
  // A page in the slot gets the chosen records in its parameter `ids`.
  const pages = useSlotPages('list-action', type.name);
  const ids = [...selection.ids];
  const count = selection.all ? found.total ?? 0 : selection.count;
  const beyond = found.more || (found.total ?? 0) > selection.count;
  const changeable = type.may.update && type.fields.some((one) => editable(type, one));
  if (selection.count === 0 && !selection.all) return null;
  return (
    <Paper withBorder px="sm" py={6} mb="xs" role="region" aria-label={t('records-list-selection')} className="no-print">
      <Group gap="xs">
        <Text size="sm" fw={600} role="status">
          {t('records-list-selected', { count: format.decimal(count), more: selection.all && found.more ? 'yes' : 'no' })}
        </Text>
        {!selection.all && beyond && selection.every(found.rows) && (
          <Button variant="subtle" onClick={selection.everything}>
            {t('records-list-select-all', { count: format.decimal(found.total ?? 0), more: found.more ? 'yes' : 'no' })}
          </Button>
        )}
        {changeable && <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setDoing({ what: 'edit' })}>{t('edit')}</Button>}
        {actions.length + pages.length > 0 && (
          <Menu withinPortal position="bottom-start">
            <Menu.Target><Button variant="default" leftSection={<IconBolt size={16} aria-hidden />}>{t('records-list-actions')}</Button></Menu.Target>
            <Menu.Dropdown>
              {actions.map((one) => <Menu.Item key={one.name} onClick={() => setDoing({ what: 'act', action: one })}>{one.label}</Menu.Item>)}
              {pages.map(({ plugin, page }) => (
                <Menu.Item
                  key={`${plugin.code} ${page.name}`} disabled={selection.all || ids.length > MOST_IDS}
                  onClick={() => go(`/p/${plugin.code}/${page.name}`, { search: { ids: ids.join(',') } })}
                >
                  {page.label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {type.may.delete && (
          <Button variant="default" c="var(--mantine-color-error)" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setDoing({ what: 'delete' })}>{t('delete')}</Button>
        )}
        <Button variant="subtle" color="gray" onClick={selection.clear}>{t('records-list-clear')}</Button>
      </Group>
      {doing && <BulkDialog type={type} doing={doing} count={count} more={selection.all && found.more} collect={collect} onClose={(done) => { setDoing(null); if (done) selection.clear(); }} />}
    </Paper>
  );
}
