// The rooms of the interface, in the order of the menu.
import { recordScreens } from './navigation';
import type { Room } from './room';
import { admin } from '@/admin/room';
import { contacts } from '@/contacts/room';
import { home } from '@/home/room';
import { imports } from '@/import/room';
import { ledger } from '@/ledger/room';
import { records } from '@/records/room';
import { reports } from '@/reports/room';
import { stock } from '@/stock/room';
import { view } from '@/view/room';

export const rooms: Room[] = [home, view, contacts, ledger, stock, reports, imports, records, admin];

for (const room of rooms) recordScreens(room.records ?? {});
