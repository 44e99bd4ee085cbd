// Tells that the host was updated while this page was open: what is on the screen is of the version before.
import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { useConnected } from '@/api/live';
import { useT } from '@/i18n';
import { interfaceQuery, useSession } from '@/session/session';

export function Updated() {
  const t = useT();
  const client = useQueryClient();
  const { hostVersion } = useSession();
  const connected = useConnected();
  const first = useRef(hostVersion);
  const away = useRef(false);
  const [renewed, setRenewed] = useState(false);
  useEffect(() => {
    if (!connected) away.current = true;
    if (!connected || !away.current) return;
    // The line was down: perhaps because another version took the place of the one that was there.
    away.current = false;
    void client.invalidateQueries({ queryKey: interfaceQuery.queryKey });
    void otherInterface().then(setRenewed, () => {});
  }, [connected, client]);
  if (!renewed && hostVersion === first.current) return null;
  return (
    <Group bg="blue.8" c="white" px="md" py={6} justify="center" role="status" className="no-print">
      <Text size="sm">{t('updated', { version: hostVersion })}</Text>
      <Button variant="white" color="dark" onClick={() => location.reload()}>{t('updated-load')}</Button>
    </Group>
  );
}

/** Whether the host serves another build of this interface than the one that runs here. */
async function otherInterface(): Promise<boolean> {
  const built = /src="(\/assets\/[^"]+\.js)"/.exec(await (await fetch('/', { cache: 'no-store' })).text())?.[1];
  const running = document.querySelector<HTMLScriptElement>('script[type=module][src^="/assets/"]')?.getAttribute('src');
  return Boolean(built && running && built !== running);
}
