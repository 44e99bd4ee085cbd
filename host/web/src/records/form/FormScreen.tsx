// Drawn from what the host says of the record type.
import { useType } from '@/api/meta';
import { useParam } from '@/app/navigation';
import { Screen } from '@/app/Screen';
import { Missing } from '@/app/states';

export default function FormScreen() {
  const type = useType(useParam('type'));
  return type ? <Screen title={type.label}>{null}</Screen> : <Missing />;
}
