// Ctrl+K: go anywhere, find records, run commands.
import { Spotlight } from '@mantine/spotlight';

import { useGo } from '@/app/navigation';
import { useMenu } from '@/app/menu';
import { useT } from '@/i18n';

import { paletteStore } from './open';

export default function Palette() {
  const t = useT();
  const go = useGo();
  const actions = useMenu().flatMap((section) =>
    section.links.map((link) => ({
      id: `${section.name} ${link.to}`, label: link.label, description: section.label, onClick: () => go(link.to, { search: link.search }),
    })));
  return (
    <Spotlight
      store={paletteStore} actions={actions} shortcut={['mod + K']} limit={20} highlightQuery scrollable maxHeight={420}
      nothingFound={t('nothing-found')} searchProps={{ placeholder: t('search-hint'), 'aria-label': t('search') }}
    />
  );
}
