// The list screen of any record type, drawn from what the host says of it.
import { useType } from '@/api/meta';
import { useParam } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Missing } from '@/app/states';

import { RecordList } from './RecordList';

export default function ListScreen() {
  const type = useType(useParam('type'));
  return type ? <Screen title={type.label}><RecordList type={type.name} limit={100} /></Screen> : <Missing />;
}
