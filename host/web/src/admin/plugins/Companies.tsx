// In which companies a plugin works.
import { Checkbox, Stack } from '@mantine/core';

import { useSession } from '@/session/session';

export function Companies({ chosen, choose }: { chosen: string[]; choose: (ids: string[]) => void }) {
  const { companies } = useSession();
  return (
    <Stack gap="xs">
      {companies.map((one) => (
        <Checkbox
          key={one.id} label={`${one.name} (${one.code})`} checked={chosen.includes(one.id)}
          onChange={(event) => choose(event.currentTarget.checked ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))}
        />
      ))}
    </Stack>
  );
}
