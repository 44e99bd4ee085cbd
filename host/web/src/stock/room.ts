// Stock: items, on hand, moves, counts, traces, values.
import { IconBarcode, IconBuildingWarehouse, IconTruck } from '@tabler/icons-react';

import type { Room } from '@/app/room';

export const stock: Room = {
  name: 'stock',
  screens: [
    { path: '/stock/items', load: () => import('./items/ItemsScreen') },
    { path: '/stock/items/$item', load: () => import('./items/ItemScreen') },
    { path: '/stock/on-hand', load: () => import('./onhand/OnHandScreen') },
    { path: '/stock/moves', load: () => import('./moves/MovesScreen') },
    { path: '/stock/move/new', load: () => import('./moves/NewMove') },
    { path: '/stock/revalue', load: () => import('./Revalue') },
    { path: '/stock/counts', load: () => import('./counts/CountsScreen') },
    { path: '/stock/counts/$id', load: () => import('./counts/CountScreen') },
    { path: '/stock/trace/$lot', load: () => import('./trace/TraceScreen') },
  ],
  menu: (session, t) => [
    {
      name: 'stock', label: t('stock'), icon: IconBuildingWarehouse,
      links: [
        ...(session.may('item', 'read') ? [{ label: t('stock-items'), to: '/stock/items' }] : []),
        ...(session.may('stock-move', 'read') ? [
          { label: t('stock-on-hand-title'), to: '/stock/on-hand' },
          { label: t('stock-moves'), to: '/stock/moves' },
          { label: t('stock-revalue'), to: '/stock/revalue' },
          { label: t('stock-valuation'), to: '/reports/inventory-valuation' },
        ] : []),
        ...(session.may('stock-count', 'read') ? [{ label: t('stock-counts'), to: '/stock/counts' }] : []),
        ...(session.may('lot', 'read') ? [{ label: t('stock-lots'), to: '/r/lot' }] : []),
      ],
    },
  ],
  commands: (session, t) => [
    ...(session.may('item', 'read') ? [{ id: 'stock-items', label: t('stock-items'), group: t('stock'), icon: IconBuildingWarehouse, keys: 'g w', to: '/stock/items' }] : []),
    ...(session.may('stock-move', 'read') ? [
      { id: 'stock-on-hand', label: t('stock-on-hand-title'), group: t('stock'), icon: IconBuildingWarehouse, to: '/stock/on-hand' },
      { id: 'stock-move-new', label: t('stock-move-new'), group: t('stock'), icon: IconTruck, to: '/stock/move/new' },
      { id: 'stock-moves', label: t('stock-moves'), group: t('stock'), icon: IconTruck, to: '/stock/moves' },
    ] : []),
    ...(session.may('stock-count', 'read') ? [{ id: 'stock-count-new', label: t('stock-count-new'), group: t('stock'), icon: IconBarcode, to: '/stock/counts', search: { new: '1' } }] : []),
  ],
  types: ['stock-count', 'stock-reservation'],
  records: { 'stock-count': '/stock/counts/$id' },
};
