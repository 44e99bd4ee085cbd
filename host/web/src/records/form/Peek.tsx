// A look at the record that a field leads to, without leaving the form.
import { Drawer } from '@mantine/core';

import { useType } from '@/api/meta';
import { useRecord } from '@/api/records';
import { Go, recordPath } from '@/app/navigation';
import { Missing, Ready } from '@/app/states';
import { useT } from '@/i18n';
import { useTitle } from '@/records/titles';

import { ReadView } from './ReadView';

export default function Peek({ type: name, id, close }: { type: string; id: string; close: () => void }) {
  const t = useT();
  const type = useType(name);
  const title = useTitle(name, id);
  const found = useRecord(name, id);
  return (
    <Drawer opened onClose={close} position="right" size="md" title={title ?? type?.label ?? ''} closeButtonProps={{ 'aria-label': t('close') }}>
      {type ? (
        <Ready query={found}>
          {({ record }) => (
            <>
              <Go to={recordPath(name, id)} display="inline-block" mb="md">{t('open')}</Go>
              <ReadView type={type} values={record} />
            </>
          )}
        </Ready>
      ) : <Missing />}
    </Drawer>
  );
}
