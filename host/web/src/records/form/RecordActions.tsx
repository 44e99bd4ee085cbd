// What plugins can do with this record. A plugin's own panel shows what fits its state; here is everything, by name.
import { Button, Menu } from '@mantine/core';
import { IconBolt, IconChevronDown } from '@tabler/icons-react';

import { useT } from '@/i18n';
import { useActionRunner, useActionsOn } from '@/view/actions';

export function RecordActions({ type, id }: { type: string; id: string }) {
  const t = useT();
  const run = useActionRunner();
  const actions = useActionsOn(type);
  if (actions.length === 0) return null;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          variant="default" mih={30} className="no-print" leftSection={<IconBolt size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {t('form-actions')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item key={action.name} onClick={() => void run({ action: action.name, target: id, ask: 'all' })}>{action.label}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
