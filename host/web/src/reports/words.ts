// Words of reports in the reader's language; what has no message here is shown as the host says it.
import { useCallback } from 'react';

import { useT } from '@/i18n';

import type { Column, Report, Row } from './report';

const slug = (text: string) => text.toLowerCase().replace(/\+/g, 'plus').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

/** Columns whose texts are words of the host, not of the company. */
const worded = new Set(['kind', 'costing', 'pile', 'tax_role']);

export function useWords() {
  const t = useT();
  const said = useCallback(
    (id: string, otherwise: string) => {
      const message = t(id);
      return message === id ? otherwise : message;
    },
    [t],
  );
  return {
    title: (name: string, otherwise = name) => said(`reports-name-${slug(name)}`, otherwise),
    about: (name: string) => said(`reports-about-${slug(name)}`, ''),
    column: (column: Column) => said(`reports-column-${slug(column.name)}`, column.title),
    parameter: (name: string) => said(`reports-parameter-${slug(name)}`, name),
    value: (name: string, value: string) => said(`reports-value-${slug(name)}-${slug(value)}`, value),
    /** A text of a row: headings of the host's own are translated, names of the company's accounts are not. */
    text: (report: Report, row: Row, index: number): string => {
      const text = String(row.cells[index]?.value ?? '');
      const name = report.columns[index]!.name;
      if (worded.has(name)) return said(`reports-value-${slug(name)}-${slug(text)}`, text);
      const code = report.columns.findIndex((one) => one.name === 'account');
      const heading = name === 'name' && code >= 0 && row.cells[code]?.value === undefined;
      return heading ? said(`reports-row-${slug(text)}`, text) : text;
    },
  };
}
