// The conditions that the host is asked with: the reader's company, and words such as "me" and "today" made plain.
import { useMemo } from 'react';

import { useType } from '@/api/meta';
import { useSession } from '@/session/session';

import { plain } from './filters';

/** Conditions of a list as the host takes them. */
export function useConditions(type: string, filters: string[]): string[] {
  const { company, user } = useSession();
  const declared = useType(type);
  const said = filters.join('\n');
  return useMemo(() => {
    const scope = declared?.company ? [`company:eq:${company.id}`] : [];
    return declared ? [...scope, ...said.split('\n').filter(Boolean).flatMap((one) => plain(declared, one, user.id))] : scope;
  }, [declared, company.id, user.id, said]);
}
