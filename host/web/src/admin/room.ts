// Administration: users and roles, plugins, backups, audit, the reader's own settings.
import type { Room } from '@/app/room';

export const admin: Room = { name: 'admin', screens: [] };
