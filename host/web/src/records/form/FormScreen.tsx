// One record of any type, new or there, drawn from what the host says of its type.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import { type RecordType, useType } from '@/api/meta';
import { Problem } from '@/api/problem';
import { getRecord, useRecord } from '@/api/records';
import { useParam, usePath, useSearch } from '@/app/navigation';
import { Missing, Ready } from '@/app/states';
import { useLanguage } from '@/i18n';
import { useKeepTitles } from '@/records/titles';
import { useSession } from '@/session/session';

import { RecordScreen } from './RecordScreen';
import { copied, fresh } from './values';

export default function FormScreen() {
  const type = useType(useParam('type'));
  const id = useParam('id');
  if (!type) return <Missing />;
  return id ? <Kept key={`${type.name} ${id}`} type={type} id={id} /> : <New key={type.name} type={type} />;
}

function Kept({ type, id }: { type: RecordType; id: string }) {
  const found = useRecord(type.name, id);
  const keep = useKeepTitles();
  useEffect(() => keep(found.data?.titles), [found.data, keep]);
  if (found.error instanceof Problem && found.error.status === 404 && !found.data) return <Missing />;
  return <Ready query={found}>{(loaded) => <RecordScreen type={type} loaded={loaded} />}</Ready>;
}

/** `?copy=` names a record to begin with, `?field=value` what else is known. */
function New({ type }: { type: RecordType }) {
  const { company } = useSession();
  const language = useLanguage();
  const [{ copy, ...given }] = useSearch();
  const path = usePath();
  const source = useQuery({
    queryKey: ['records', type.name, 'one', copy],
    queryFn: () => getRecord(type.name, copy!),
    enabled: Boolean(copy),
  });
  // What the address says counts when the screen opens; what follows is typed.
  const start = useMemo(() => fresh(type, company.id, given, language), [type, company.id, path, language]);
  if (!type.may.create) return <Missing />;
  if (!copy) return <RecordScreen type={type} initial={start} />;
  return <Ready query={source}>{({ record }) => <RecordScreen key={copy} type={type} initial={start} filled={copied(type, record)} />}</Ready>;
}
