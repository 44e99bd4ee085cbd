// Imports: CSV and XLSX into any record type.
import { IconFileImport } from '@tabler/icons-react';

import type { Room } from '@/app/room';

export const imports: Room = {
  name: 'import',
  screens: [
    { path: '/import', load: () => import('./ImportsScreen') },
    { path: '/import/$type', load: () => import('./WizardScreen') },
    { path: '/import/batch/$id', load: () => import('./BatchScreen') },
  ],
  menu: (session, t) => [
    {
      name: 'import', label: t('import'), icon: IconFileImport,
      links: session.types.some((one) => one.may.create) ? [{ label: t('import-new'), to: '/import' }] : [],
    },
  ],
  commands: (session, t) => [
    { id: 'import', label: t('import-new'), group: t('import'), icon: IconFileImport, keywords: 'csv xlsx excel', to: '/import' },
    ...session.types.filter((one) => one.may.create).map((one) => ({
      id: `import ${one.name}`, label: t('import-title', { type: one.label }), group: t('import'), icon: IconFileImport, keywords: 'csv xlsx excel', to: `/import/${one.name}`,
    })),
  ],
  types: ['import-batch'],
  records: { 'import-batch': '/import/batch/$id' },
};
