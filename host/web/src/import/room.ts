// Imports: CSV and XLSX into any record type.
import type { Room } from '@/app/room';

export const imports: Room = { name: 'import', screens: [] };
