// What accounts are called on the ledger's screens: code and name, as accountants read them.
import { Go } from '@/app/navigation';

import { useChart } from './chart';

/** Code and name of an account. */
export function useAccountName(id: string | null | undefined): string {
  const found = useChart().data?.find((one) => one.id === id);
  return found ? `${found.code} · ${found.name}` : '';
}

export function AccountName({ id }: { id: string }) {
  return <>{useAccountName(id)}</>;
}

/** The same, leading to the account's lines in the general ledger. */
export function AccountLink({ id }: { id: string }) {
  const found = useChart().data?.find((one) => one.id === id);
  return found ? <Go to="/reports/general-ledger" search={{ account: found.code }} inherit>{found.code} · {found.name}</Go> : null;
}
