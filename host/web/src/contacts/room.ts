// Contacts: duplicates and merging, beside the lists and forms of records.
import type { Room } from '@/app/room';

export const contacts: Room = { name: 'contacts', screens: [] };
