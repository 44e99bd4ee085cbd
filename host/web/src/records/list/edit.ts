// Changing one value where it stands: shown at once, held to the version that was read, taken back where the host refuses.
import { useCallback, useRef } from 'react';

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
  // Changes of one record that follow one another: each waits for the one before, and goes on from the version that it made.
  const going = useRef(new Map<string, Promise<[number, number]>>());
  return useCallback(
    async (record, changes) => {
      replace({ ...record, ...changes });
      try {
        const [from, to] = (await going.current.get(record.id)?.catch(() => null)) ?? [0, 0];
        const version = record.version === from ? to : record.version;
        const answer = updateRecord(type.name, record.id, `"${version}"`, changes);
        const versions = answer.then(({ record: after }): [number, number] => [record.version, after.version]);
        versions.catch(() => {});
        going.current.set(record.id, versions);
        replace((await answer).record);
        return true;
      } catch (error) {
        // Somebody else was faster: what they wrote is shown, and what was typed here is said to be lost.
        if (error instanceof Problem && error.status === 412) {
          told.failed(new Error(t('records-list-conflict', { name: String(record[type.title] ?? '') })));
        } else {
          replace(record);
          told.failed(error);
        }
        await refresh(type.name);
        return false;
      }
    },
    [type, t, told], // eslint-disable-line react-hooks/exhaustive-deps
  );
}
