// Changing one value where it stands: shown at once, held to the version that was read, taken back where the host refuses.
import { useCallback } from 'react';

import type { Field, RecordType } from '@/api/meta';
import { Problem } from '@/api/problem';
import { type KeelRecord, updateRecord, useRefresh } from '@/api/records';
import { useTold } from '@/app/told';
import { useT } from '@/i18n';

import { useReplaceRow } from './rows';

const elsewhere = new Set(['json', 'long-text', 'file', 'id']);

/** Whether a field can be changed in a list. */
export const editable = (type: RecordType, field: Field): boolean =>
  type.may.update && !field.readonly && !field.fixed && !elsewhere.has(field.kind);

/** Gives whether it was done. */
export type Change = (record: KeelRecord, changes: Record<string, unknown>) => Promise<boolean>;

export function useChange(type: RecordType): Change {
  const t = useT();
  const told = useTold();
  const replace = useReplaceRow(type.name);
  const refresh = useRefresh();
  return useCallback(
    async (record, changes) => {
      replace({ ...record, ...changes });
      try {
        const after = await updateRecord(type.name, record.id, `"${record.version}"`, changes);
        replace(after.record);
        return true;
      } catch (error) {
        replace(record);
        // Somebody else was faster: what they wrote is shown, and what was typed here is said to be lost.
        if (error instanceof Problem && error.status === 412) {
          told.failed(new Error(t('records-list-conflict', { name: String(record[type.title] ?? '') })));
          await refresh(type.name);
        } else told.failed(error);
        return false;
      }
    },
    [type, t, told], // eslint-disable-line react-hooks/exhaustive-deps
  );
}
