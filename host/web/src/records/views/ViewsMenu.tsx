// The menu of saved views: open one, save what is shown, rename, share, delete, and say which opens first.
import { Button, Menu } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconBookmark, IconCheck, IconDeviceFloppy, IconHome, IconPencil, IconTrash, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';

import type { Search } from '@/app/room';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';

import { kept, sameState } from '../list/state';
import { ViewDialog } from './ViewDialog';
import { type SavedView, useViewChanges } from './views';

export function ViewsMenu({ type, views, search, opensWith, onOpen, onOpensWith }: {
  type: string;
  views: SavedView[];
  /** The address as it stands. */
  search: Search;
  /** Id of the view that opens first. */
  opensWith: string | undefined;
  /** Goes to an address of the list. */
  onOpen: (search: Search) => void;
  onOpensWith: (id: string | undefined) => void;
}) {
  const t = useT();
  const told = useTold();
  const changes = useViewChanges(type);
  const [asking, setAsking] = useState<'new' | 'rename' | null>(null);
  const current = views.find((one) => one.id === search.saved);
  const changed = current !== undefined && !sameState(search, current.state);
  const open = (view: SavedView) => onOpen({ ...view.state, saved: view.id });
  const safely = async (what: () => Promise<unknown>) => {
    try {
      await what();
    } catch (error) {
      told.failed(error);
    }
  };
  const save = async (name: string, shared: boolean, first: boolean) => {
    const id = asking === 'rename' && current
      ? (await changes.change(current, { name, shared })).record.id
      : (await changes.create(name, kept(search), shared)).id;
    if (first) onOpensWith(id);
    else if (opensWith === id) onOpensWith(undefined);
    setAsking(null);
    if (asking === 'new') onOpen({ ...kept(search), saved: id });
    told.done(t('records-views-saved', { name }));
  };
  const remove = (view: SavedView) =>
    modals.openConfirmModal({
      title: t('records-views-delete', { name: view.name }),
      labels: { confirm: t('delete'), cancel: t('cancel') },
      confirmProps: { color: 'red' },
      closeButtonProps: { 'aria-label': t('close') },
      onConfirm: () => void safely(async () => {
        await changes.remove(view);
        if (opensWith === view.id) onOpensWith(undefined);
        onOpen(kept(search));
      }),
    });
  const section = (label: string, some: SavedView[]) => some.length > 0 && (
    <>
      <Menu.Label>{label}</Menu.Label>
      {some.map((one) => (
        <Menu.Item
          key={one.id} onClick={() => open(one)} aria-current={one === current || undefined}
          leftSection={one === current ? <IconCheck size={16} aria-hidden /> : one.id === opensWith ? <IconHome size={16} aria-label={t('records-views-first')} /> : <IconBookmark size={16} aria-hidden />}
        >
          {one.name}
        </Menu.Item>
      ))}
    </>
  );
  return (
    <>
      <Menu position="bottom-start" width={260} withinPortal>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />} maw={240}>
            {current ? (changed ? t('records-views-changed', { name: current.name }) : current.name) : t('records-views')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
          <Menu.Item leftSection={<IconCheck size={16} aria-hidden opacity={search.saved ? 0 : 1} />} onClick={() => onOpen({ view: 'list' })}>{t('records-views-all')}</Menu.Item>
          {section(t('records-views-own'), views.filter((one) => !one.shared))}
          {section(t('records-views-shared'), views.filter((one) => one.shared))}
          <Menu.Divider />
          {current?.own && changed && (
            <Menu.Item leftSection={<IconDeviceFloppy size={16} aria-hidden />} onClick={() => void safely(async () => {
              await changes.change(current, { state: kept(search) });
              told.done(t('records-views-saved', { name: current.name }));
            })}>
              {t('records-views-save', { name: current.name })}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconDeviceFloppy size={16} aria-hidden />} onClick={() => setAsking('new')}>{t('records-views-save-new')}</Menu.Item>
          {current && (
            <Menu.Item leftSection={<IconHome size={16} aria-hidden />} onClick={() => onOpensWith(opensWith === current.id ? undefined : current.id)}>
              {t(opensWith === current.id ? 'records-views-not-first' : 'records-views-open-first')}
            </Menu.Item>
          )}
          {current?.own && (
            <>
              <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setAsking('rename')}>{t('records-views-rename')}</Menu.Item>
              <Menu.Item leftSection={<IconUsers size={16} aria-hidden />} onClick={() => void safely(() => changes.change(current, { shared: !current.shared }))}>
                {t(current.shared ? 'records-views-unshare' : 'records-views-share')}
              </Menu.Item>
              <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => remove(current)}>{t('delete')}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <ViewDialog
          title={t(asking === 'new' ? 'records-views-save-new' : 'records-views-rename')}
          first={asking === 'rename' && current ? { name: current.name, shared: current.shared, first: opensWith === current.id } : { name: '', shared: false, first: false }}
          onSave={save} onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
