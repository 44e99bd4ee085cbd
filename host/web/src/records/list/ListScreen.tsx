// The list screen of any record type, drawn from what the host says of it: its address says all that is shown.
import { useMediaQuery } from '@mantine/hooks';
import { useEffect } from 'react';

import { type RecordType, useType } from '@/api/meta';
import { useGo, useParam, useSearch } from '@/app/navigation';
import { Missing, Waiting } from '@/app/states';
import { usePreference } from '@/session/session';

import { useViews } from '../views/views';
import { type ListSettings, settingsName } from './columns';
import { ListRoom } from './ListRoom';

export default function ListScreen() {
  const type = useType(useParam('type'));
  return type ? <Opened key={type.name} type={type} /> : <Missing />;
}

/** Opens the view that the reader wants first, and turns the bare id of a view into its whole address. */
function Opened({ type }: { type: RecordType }) {
  const [search] = useSearch();
  const go = useGo();
  const [settings, setSettings] = usePreference<ListSettings>(settingsName(type.name), {});
  const views = useViews(type.name);
  const phone = useMediaQuery('(max-width: 40em)', undefined, { getInitialValueInEffect: false }) ?? false;
  const names = Object.keys(search);
  const wanted = names.length === 0 ? settings.opensWith : names.length === 1 ? search.saved : undefined;
  const view = wanted ? views?.find((one) => one.id === wanted) : undefined;
  const bare = wanted !== undefined && (views === undefined || (view !== undefined && Object.keys(view.state).length > 0));
  useEffect(() => {
    if (view && bare) go(`/r/${type.name}`, { search: { ...view.state, saved: view.id }, replace: true });
  }, [view, bare, go, type.name]);
  if (bare) return <Waiting />;
  return <ListRoom type={type} views={views ?? []} settings={settings} onSettings={setSettings} phone={phone} />;
}
