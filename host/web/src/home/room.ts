// The first screen: my work, and the manager's page.
import type { Room } from '@/app/room';

export const home: Room = { name: 'home', screens: [{ path: '/', load: () => import('./Home') }] };
