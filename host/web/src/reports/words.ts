// Words that reports are asked with, and codes in their cells; titles and columns come from the host in the reader's language.
import { useCallback } from 'react';

import { useT } from '@/i18n';

import type { Report, Row } from './report';

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
    parameter: (name: string) => said(`reports-parameter-${slug(name)}`, name),
    value: (name: string, value: string) => said(`reports-value-${slug(name)}-${slug(value)}`, value),
    /** A text of a row: the host's own words are said in the reader's language, what the company named is not. */
    text: (report: Report, row: Row, index: number): string => {
      const text = String(row.cells[index]?.value ?? '');
      const name = report.columns[index]!.name;
      return worded.has(name) ? said(`reports-value-${slug(name)}-${slug(text)}`, text) : text;
    },
  };
}
