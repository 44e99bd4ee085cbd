// The ledger: accounts, entries, reconciliation, reports, closing.
import type { Room } from '@/app/room';

export const ledger: Room = { name: 'ledger', screens: [] };
