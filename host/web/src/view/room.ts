// Pages of plugins: view documents drawn by the host.
import type { Room } from '@/app/room';

export const view: Room = {
  name: 'view',
  screens: [{ path: '/p/$plugin/$page', load: () => import('./PageScreen') }],
};
