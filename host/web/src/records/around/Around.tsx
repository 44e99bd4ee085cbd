// What is around a record: tags and followers, panels of plugins, and tabs of timeline, files, tasks, related records, history.
import { Group, Stack, Tabs } from '@mantine/core';

import type { RecordType } from '@/api/meta';
import type { KeelRecord } from '@/api/records';
import { useSearch } from '@/app/navigation';
import { useT } from '@/i18n';
import { PluginSlot } from '@/view/slots';

import { Files } from './Files';
import { Followers } from './Followers';
import { History } from './History';
import { Related, useRelated } from './Related';
import { Tags } from './Tags';
import { Tasks } from './Tasks';
import { Timeline } from './Timeline';

const tabs = ['timeline', 'files', 'tasks', 'related', 'history'] as const;

export default function Around({ type, record }: { type: RecordType; record: KeelRecord }) {
  const t = useT();
  const [{ around }, change] = useSearch();
  const related = useRelated(type.name);
  const tab = tabs.find((one) => one === around) ?? 'timeline';
  const at = { type: type.name, id: record.id };
  return (
    <Stack component="aside" aria-label={t('around')} gap="md" className="no-print">
      <Group gap="xs" justify="space-between">
        <Tags {...at} />
        <Followers {...at} />
      </Group>
      <PluginSlot slot="record-panel" record={at} />
      <Tabs value={tab} onChange={(next) => change({ around: next === 'timeline' ? null : next })} keepMounted={false}>
        <Tabs.List aria-label={t('around')}>
          <Tabs.Tab value="timeline" px={8}>{t('around-timeline')}</Tabs.Tab>
          <Tabs.Tab value="files" px={8}>{t('around-files')}</Tabs.Tab>
          <Tabs.Tab value="tasks" px={8}>{t('around-tasks')}</Tabs.Tab>
          {related.length > 0 && <Tabs.Tab value="related" px={8}>{t('around-related')}</Tabs.Tab>}
          <Tabs.Tab value="history" px={8}>{t('around-history')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="timeline" pt="sm"><Timeline type={type} id={record.id} /></Tabs.Panel>
        <Tabs.Panel value="files" pt="sm"><Files {...at} /></Tabs.Panel>
        <Tabs.Panel value="tasks" pt="sm"><Tasks {...at} /></Tabs.Panel>
        {related.length > 0 && <Tabs.Panel value="related" pt="sm"><Related {...at} /></Tabs.Panel>}
        <Tabs.Panel value="history" pt="sm"><History type={type} id={record.id} /></Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
