// The chart of accounts as a tree: headings over accounts, found by code or name.
import type { Account } from '../chart';

export interface Node {
  account: Account;
  level: number;
  children: Node[];
}

export function grow(accounts: Account[]): Node[] {
  const nodes = new Map(accounts.map((account): [string, Node] => [account.id, { account, level: 0, children: [] }]));
  const roots: Node[] = [];
  for (const node of nodes.values()) (nodes.get(node.account.parent ?? '')?.children ?? roots).push(node);
  const order = (all: Node[], level: number) => {
    all.sort((a, b) => a.account.code.localeCompare(b.account.code, 'en'));
    for (const one of all) {
      one.level = level;
      order(one.children, level + 1);
    }
  };
  order(roots, 0);
  return roots;
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Nodes in the order of the screen: what is folded hides what is below; a search opens everything that it finds, with its headings. */
export function shown(roots: Node[], folded: ReadonlySet<string>, search: string, closedToo: boolean): Node[] {
  const wanted = fold(search.trim());
  const fits = (one: Node): boolean => !wanted || fold(one.account.code).startsWith(wanted) || fold(one.account.name).includes(wanted);
  const walk = (nodes: Node[], above: boolean): Node[] =>
    nodes.flatMap((node) => {
      if (node.account.closed && !closedToo) return [];
      const here = above || fits(node);
      const below = walk(node.children, here && Boolean(wanted));
      if (wanted && !here && below.length === 0) return [];
      return wanted || !folded.has(node.account.id) ? [node, ...below] : [node];
    });
  return walk(roots, false);
}
