// What lies where: now, at the end of a past day, or as it is planned until a coming one.
import { Button, Group, Text } from '@mantine/core';
import { IconBuildingWarehouse } from '@tabler/icons-react';
import { useState } from 'react';

import { useSearch } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Empty, Ready } from '@/app/states';
import { EditValue } from '@/fields/EditValue';
import { useT } from '@/i18n';
import { today } from '@/i18n/format';
import { useSession } from '@/session/session';

import { Choice } from '../Choice';
import { plainField, useOnHand } from '../data';
import { OnHandTable } from './OnHandTable';
import { ReferencePicker } from '@/fields/ReferencePicker';

const STEP = 300;

export default function OnHandScreen() {
  const t = useT();
  const { company } = useSession();
  const [search, change] = useSearch();
  const [shown, setShown] = useState(STEP);
  const as = search.as ?? 'now';
  const day = search.day ?? today();
  const rows = useOnHand({
    item: search.item, location: search.location, lot: search.lot,
    ...(as === 'on' ? { on: day } : as === 'forecast' ? { forecast_on: day } : {}),
  });
  return (
    <Screen title={t('stock-on-hand-title')}>
      <Group mb="sm" gap="xs" align="end" className="no-print">
        <Choice
          label={t('stock-as')} value={as} onChange={(value) => change({ as: value === 'now' ? null : value })}
          data={[{ value: 'now', label: t('stock-as-now') }, { value: 'on', label: t('stock-as-on') }, { value: 'forecast', label: t('stock-as-forecast') }]}
        />
        {as !== 'now' && <EditValue field={plainField('day', t('stock-day'), 'day')} value={day} onChange={(value) => change({ day: value as string })} />}
        <ReferencePicker type="item" value={search.item ?? null} onChange={(id) => change({ item: id })} input={{ label: t('stock-item'), size: 'sm' }} />
        <ReferencePicker type="location" value={search.location ?? null} onChange={(id) => change({ location: id })} filter={[`company:eq:${company.id}`]} input={{ label: t('stock-location'), size: 'sm' }} />
        <ReferencePicker type="lot" value={search.lot ?? null} onChange={(id) => change({ lot: id })} filter={search.item ? [`item:eq:${search.item}`] : []} input={{ label: t('stock-lot'), size: 'sm' }} />
      </Group>
      <Ready query={rows}>
        {(all) => all.length === 0 ? <Empty icon={IconBuildingWarehouse} title={t('stock-nowhere')} text={t('stock-nowhere-why')} /> : (
          <>
            <OnHandTable rows={all.slice(0, shown)} held={as === 'now'} />
            {all.length > shown && (
              <Group mt="sm"><Text size="sm" c="dimmed">{t('stock-shown', { shown, total: all.length })}</Text><Button variant="default" onClick={() => setShown(shown + 5 * STEP)}>{t('more')}</Button></Group>
            )}
          </>
        )}
      </Ready>
    </Screen>
  );
}
