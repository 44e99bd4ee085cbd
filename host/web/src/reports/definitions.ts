// The host's reports: where each stands among the others, and what it can be asked with. An unknown one is shown too, without controls.

export type ParameterName =
  | 'on' | 'from' | 'to' | 'compare_on' | 'compare_from' | 'compare_to' | 'known_at'
  | 'account' | 'journal' | 'contact' | 'dimension' | 'kind' | 'currency' | 'role' | 'bucket' | 'flow' | 'tax_box'
  | 'item' | 'location' | 'lot' | 'pile' | 'closing' | 'opening';

export interface Definition {
  name: string;
  group: 'books' | 'people' | 'tax' | 'goods';
  takes: ParameterName[];
  /** Whether it comes in pages. */
  paged: boolean;
  /** The record type whose changes make it new. */
  of: string;
}

const define = (
  group: Definition['group'], name: string, takes: ParameterName[], { paged = false, of = 'entry' }: { paged?: boolean; of?: string } = {},
): Definition => ({ group, name, takes, paged, of });

export const definitions: Definition[] = [
  define('books', 'trial-balance', ['from', 'to', 'known_at', 'dimension', 'closing']),
  define(
    'books', 'general-ledger',
    ['from', 'to', 'account', 'journal', 'contact', 'currency', 'kind', 'dimension', 'known_at', 'flow', 'closing', 'opening'], { paged: true },
  ),
  define('books', 'journal', ['from', 'to', 'journal', 'known_at'], { paged: true }),
  define('books', 'balance-sheet', ['on', 'compare_on', 'known_at', 'dimension']),
  define('books', 'profit-and-loss', ['from', 'to', 'compare_from', 'compare_to', 'known_at', 'dimension']),
  define('books', 'cash-flow', ['from', 'to', 'known_at']),
  define('people', 'aged-receivables', ['on', 'known_at']),
  define('people', 'aged-payables', ['on', 'known_at']),
  define('people', 'open-items', ['on', 'role', 'contact', 'bucket', 'known_at']),
  define('tax', 'tax-boxes', ['from', 'to', 'known_at']),
  define('tax', 'tax-lines', ['from', 'to', 'tax_box', 'known_at'], { paged: true }),
  define('goods', 'inventory-valuation', ['on', 'item', 'pile', 'known_at'], { of: 'stock-move' }),
  define('goods', 'valuation-layers', ['from', 'to', 'item', 'pile', 'known_at'], { paged: true, of: 'stock-move' }),
  define('goods', 'stock-on-hand', ['on', 'item', 'location', 'known_at'], { of: 'stock-move' }),
  define('goods', 'stock-moves', ['from', 'to', 'item', 'location', 'lot', 'known_at'], { paged: true, of: 'stock-move' }),
];

export const groups = ['books', 'people', 'tax', 'goods'] as const;

export const definitionOf = (name: string): Definition | undefined => definitions.find((one) => one.name === name);

/** The report whose total a reader has come to check: the column stands in the address as `figure`. */
export const FIGURE = 'figure';
/** How many levels of the tree are shown; all without it. */
export const LEVELS = 'levels';
