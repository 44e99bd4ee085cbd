// Backups on this host: made while others work, checked, and to be taken away.
import { Alert, Anchor, Button, Table, Text } from '@mantine/core';
import { IconArchive, IconDownload, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { api, data } from '@/api/client';
import { useKeys } from '@/app/keys';
import { Screen } from '@/app/Screen';
import { Empty, Ready } from '@/app/states';
import { useFormat, useT } from '@/i18n';

import { useDoing, Wide } from '../parts';
import { useFigures } from '../plugins/figures';

export default function BackupsScreen() {
  const t = useT();
  const format = useFormat();
  const figures = useFigures();
  const { busy, run } = useDoing('backups');
  const query = useQuery({ queryKey: ['backups'], queryFn: () => data(api.GET('/api/v1/backups')) });
  const make = () => void run(() => data(api.POST('/api/v1/actions/backup.make', {})), t('admin-backup-made'));
  useKeys([{ keys: 'n', label: t('admin-backup-make'), run: make }]);
  const button = <Button leftSection={<IconArchive size={16} aria-hidden />} loading={busy} onClick={make}>{t('admin-backup-make')}</Button>;
  return (
    <Screen title={t('admin-backups')} actions={button}>
      <Alert variant="outline" icon={<IconInfoCircle aria-hidden />} mb="md"><Text size="sm">{t('admin-backups-why')}</Text></Alert>
      <Ready query={query}>
        {(backups) => backups.length === 0 ? <Empty icon={IconArchive} title={t('admin-no-backups')} text={t('admin-no-backups-why')} /> : (
          <Wide name={t('admin-backups')} min={480} head={<><Table.Th>{t('admin-when')}</Table.Th><Table.Th>{t('admin-file')}</Table.Th><Table.Th ta="end">{t('admin-size')}</Table.Th><Table.Th /></>}>
            {backups.map((one) => (
              <Table.Tr key={one.name}>
                <Table.Td>{format.instant(one.at)}</Table.Td>
                <Table.Td className="breaks">{one.name}</Table.Td>
                <Table.Td className="figure">{figures.bytes(one.bytes)}</Table.Td>
                <Table.Td ta="end">
                  <Anchor href={`/api/v1/backups/${encodeURIComponent(one.name)}`} download={one.name} size="sm" aria-label={t('admin-download-of', { name: one.name })}>
                    <IconDownload size={16} aria-hidden /> {t('admin-download')}
                  </Anchor>
                </Table.Td>
              </Table.Tr>
            ))}
          </Wide>
        )}
      </Ready>
    </Screen>
  );
}
