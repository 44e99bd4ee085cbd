// The rooms of the interface, in the order of the menu.
import type { Room } from './room';
import { admin } from '@/admin/room';
import { contacts } from '@/contacts/room';
import { home } from '@/home/room';
import { imports } from '@/import/room';
import { ledger } from '@/ledger/room';
import { records } from '@/records/room';
import { stock } from '@/stock/room';
import { view } from '@/view/room';

export const rooms: Room[] = [home, view, contacts, ledger, stock, imports, records, admin];
