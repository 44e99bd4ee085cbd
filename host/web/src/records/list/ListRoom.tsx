// A list with all that stands around it: search, conditions, views, selection; and which way its records are shown.
import { ActionIcon, Box, Button, Menu, Text } from '@mantine/core';
import { IconDotsVertical, IconDownload, IconFileImport, IconPlus, IconPrinter, IconTableOff } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useMemo, useRef } from 'react';

import type { RecordType } from '@/api/meta';
import { address } from '@/api/http';
import type { KeelRecord } from '@/api/records';
import { Go, recordPath, useGo, useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Failed, Waiting } from '@/app/states';
import { useFormat, useT } from '@/i18n';
import { useSession } from '@/session/session';

import { ViewsMenu } from '../views/ViewsMenu';
import type { SavedView } from '../views/views';
import { BulkBar } from './BulkBar';
import { everything, target } from './bulk';
import { Cards } from './Cards';
import { asked, commonFields, type ListSettings, listable, pick, usualColumns } from './columns';
import { Columns } from './Columns';
import { Conditions } from './Conditions';
import { useChange } from './edit';
import { Grid, type GridHandle } from './Grid';
import { Grouped } from './Grouped';
import { groupingOf } from './groups';
import { useScreenKeys } from './keys';
import { useRows } from './rows';
import { useConditions } from './scope';
import { useSelection } from './selection';
import { type ListState, nextSort, readState, writeState } from './state';
import { Toolbar } from './Toolbar';
import { Totals } from './Totals';

const Board = lazy(() => import('../board/BoardView'));
const Calendar = lazy(() => import('../calendar/CalendarView'));
const Chart = lazy(() => import('../chart/ChartView'));
const Pivot = lazy(() => import('../pivot/PivotView'));

export function ListRoom({ type, views, settings, onSettings, phone }: {
  type: RecordType;
  views: SavedView[];
  settings: ListSettings;
  onSettings: (settings: ListSettings) => void;
  phone: boolean;
}) {
  const t = useT();
  const go = useGo();
  const format = useFormat();
  const { plugins } = useSession();
  const [search, setSearch] = useSearch();
  const state = useMemo(() => readState(search), [search]);
  const change = (changes: Partial<ListState>, how?: { push?: boolean }) => setSearch(writeState(changes), how);
  const all = useMemo(() => listable(type, commonFields(t)), [type, t]);
  const usual = useMemo(() => usualColumns(type, plugins), [type, plugins]);
  const names = state.columns.length > 0 ? state.columns : settings.columns ?? usual;
  const columns = useMemo(() => {
    const found = pick(all, names);
    return found.length > 0 ? found : pick(all, usual);
  }, [all, usual, names.join(',')]); // eslint-disable-line react-hooks/exhaustive-deps
  const filter = useConditions(type.name, state.filters);
  const query = { q: state.q || undefined, filter, sort: state.sort || undefined, fields: asked(type, columns) };
  const grouping = state.view === 'list' && state.group ? groupingOf(type, t, state.group) : undefined;
  const flat = state.view === 'list' && !grouping;
  const found = useRows(type.name, query, flat);
  const selection = useSelection();
  const asking = `${state.q}\n${filter.join('\n')}`;
  useEffect(() => selection.clear(), [asking, selection.clear]);
  const edit = useChange(type);
  const grid = useRef<GridHandle>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const open = (record: KeelRecord) => go(recordPath(type.name, record.id));
  useScreenKeys((event) => {
    if (event.key === '/') {
      event.preventDefault();
      searchBox.current?.focus();
    } else if (event.key === 'c' && type.may.create && !event.ctrlKey && !event.metaKey && !event.altKey) go(`/r/${type.name}/new`);
    else grid.current?.key(event);
  });
  const sort = (field: string) => change({ sort: nextSort(state.sort, field) });
  const narrowed = state.q !== '' || state.filters.length > 0;
  const selectable = type.may.update || type.may.delete || plugins.some((one) => one.actions.some((action) => action.on === type.name) || one.pages.some((page) => page.slot === 'list-action' && page.on === type.name));
  const total = found.total === undefined ? '' : t('records-list-total', { count: found.total, shown: format.decimal(found.total), more: found.more ? 'yes' : 'no' });
  const collect = (signal: AbortSignal) =>
    selection.all ? everything(type.name, type.title, query, signal)
      : Promise.resolve(found.rows.filter((one) => selection.ids.has(one.id)).map((one) => target(one, type.title)));
  const body = () => {
    if (state.view !== 'list') {
      const shared = { type, state, filter, columns, change, phone };
      return (
        <Suspense fallback={<Waiting />}>
          {state.view === 'board' ? <Board {...shared} /> : state.view === 'calendar' ? <Calendar {...shared} /> : state.view === 'chart' ? <Chart {...shared} /> : <Pivot {...shared} />}
        </Suspense>
      );
    }
    if (grouping) {
      return (
        <Grouped
          type={type} columns={columns} grouping={grouping} filter={filter} q={state.q} sort={state.sort} onSort={sort}
          totals={settings.totals ?? {}} widths={settings.widths ?? {}} tight={settings.tight ?? false} onOpen={open}
        />
      );
    }
    if (found.error && found.rows.length === 0) return <Failed error={found.error} again={found.again} />;
    if (found.waiting) return <Waiting />;
    if (found.rows.length === 0) return narrowed ? <NoMatch onAll={() => change({ q: '', filters: [] })} /> : <FirstOne type={type} />;
    const shared = { type, columns, found, selection, selectable, onOpen: open };
    return (
      <>
        <BulkBar type={type} selection={selection} found={found} collect={collect} />
        {phone ? <Cards {...shared} /> : (
          <Grid
            {...shared} handle={grid} sort={state.sort} onSort={sort} tight={settings.tight ?? false} change={edit} widths={settings.widths ?? {}}
            onWidth={(field, width) => onSettings({ ...settings, widths: { ...settings.widths, [field]: width } })}
            foot={<Totals type={type} columns={columns} filter={filter} q={state.q} leading={selectable} total={total} chosen={settings.totals ?? {}} choose={(field, kind) => onSettings({ ...settings, totals: { ...settings.totals, [field]: kind } })} />}
          />
        )}
      </>
    );
  };
  const exported = address(`/api/v1/records/${type.name}/export`, { filter, q: state.q, sort: state.sort, fields: columns.map((one) => one.name).join(',') });
  return (
    <Screen
      title={type.label}
      actions={
        <>
          {flat && total && <Text size="sm" c="dimmed" role="status">{total}</Text>}
          {type.may.create && <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => go(`/r/${type.name}/new`)}>{t('create')}</Button>}
          <Menu position="bottom-end" withinPortal>
            <Menu.Target><ActionIcon variant="default" size={30} aria-label={t('more')}><IconDotsVertical size={16} aria-hidden /></ActionIcon></Menu.Target>
            <Menu.Dropdown>
              <Menu.Item component="a" href={exported} download leftSection={<IconDownload size={16} aria-hidden />}>{t('records-list-export-csv')}</Menu.Item>
              <Menu.Item leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => print()}>{t('print')}</Menu.Item>
              {type.may.create && <Menu.Item leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => go(`/import/${type.name}`)}>{t('records-list-import')}</Menu.Item>}
            </Menu.Dropdown>
          </Menu>
        </>
      }
    >
      <Toolbar
        type={type} columns={columns} phone={phone} state={state} change={change} searchBox={searchBox}
        views={<ViewsMenu type={type.name} views={views} search={search} opensWith={settings.opensWith} onOpen={(to) => go(`/r/${type.name}`, { search: to })} onOpensWith={(id) => onSettings({ ...settings, opensWith: id })} />}
        aside={state.view === 'list' && (
          <Columns
            all={all} shown={columns} tight={settings.tight ?? false} onTight={(tight) => onSettings({ ...settings, tight })}
            onChange={(next) => { onSettings({ ...settings, columns: next }); if (state.columns.length > 0 || state.saved) change({ columns: next }); }}
            onUsual={() => { onSettings({ ...settings, columns: undefined, widths: undefined }); change({ columns: [] }); }}
          />
        )}
      />
      {state.filters.length > 0 && <Box mb="xs"><Conditions type={type} filters={state.filters} onFilters={(filters) => change({ filters }, { push: true })} /></Box>}
      {body()}
    </Screen>
  );
}

function NoMatch({ onAll }: { onAll: () => void }) {
  const t = useT();
  return <Empty icon={IconTableOff} title={t('records-list-no-match')} text={t('records-list-no-match-why')}><Button variant="default" onClick={onAll}>{t('records-list-filters-clear')}</Button></Empty>;
}

/** Nothing is there yet: what this is for, and the two ways to begin. */
function FirstOne({ type }: { type: RecordType }) {
  const t = useT();
  return (
    <Empty icon={IconTableOff} title={t('records-list-first', { what: type.label })} text={type.help || undefined}>
      {type.may.create && <Go to={`/r/${type.name}/new`}>{t('create')}</Go>}
      {type.may.create && <Go to={`/import/${type.name}`}>{t('records-list-import')}</Go>}
    </Empty>
  );
}
