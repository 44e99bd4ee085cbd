// What the reader of a form must know before anything else: a draft, changes of others, a line that is down, refusals.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff, IconHistory, IconUsers } from '@tabler/icons-react';

import { useFormat, useT } from '@/i18n';

import type { RecordForm } from './useRecordForm';

export function Told({ form }: { form: RecordForm }) {
  const t = useT();
  const format = useFormat();
  return (
    <Stack gap="xs" className="no-print">
      {form.draft && (
        <Alert variant="outline" color="blue" icon={<IconHistory />} role="status" p="xs">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{t('form-draft', { ago: format.ago(form.draft.at) })}</Text>
            <Group gap="xs">
              <Button variant="default" onClick={form.forget}>{t('form-draft-forget')}</Button>
              <Button onClick={form.restore}>{t('form-draft-restore')}</Button>
            </Group>
          </Group>
        </Alert>
      )}
      {form.news && (
        <Alert variant="outline" color="orange" icon={<IconUsers />} role="alert" p="xs">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{t('form-news')}</Text>
            <Group gap="xs">
              <Button variant="default" onClick={form.discard}>{t('form-news-theirs')}</Button>
              <Button onClick={form.meet}>{t('form-news-merge')}</Button>
            </Group>
          </Group>
        </Alert>
      )}
      {form.waiting && (
        <Alert variant="outline" color="orange" icon={<IconCloudOff />} role="status" p="xs">
          <Text size="sm">{t('form-waiting')}</Text>
        </Alert>
      )}
      {form.refusals.length > 0 && (
        <Alert variant="outline" color="red" icon={<IconAlertTriangle />} role="alert" p="xs" title={t('form-refused')}>
          {form.refusals.map((one) => <Text key={one} size="sm">{one}</Text>)}
        </Alert>
      )}
    </Stack>
  );
}
