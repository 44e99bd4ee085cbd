// Reports of the host: books and goods, each figure with the way to what it is made of.
import type { Room } from '@/app/room';

export const reports: Room = { name: 'reports', screens: [] };
