// Stock: on hand, moves, counts, traces.
import type { Room } from '@/app/room';

export const stock: Room = { name: 'stock', screens: [] };
