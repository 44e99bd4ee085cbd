// Cards keep the reader's order, whatever plugins come and go.
import { expect, test } from 'vitest';

import { arranged, moved } from './arrange';

const names = ['a', 'b', 'c', 'd'];

test.each([
  [[], names],
  [['c', 'a'], ['c', 'a', 'b', 'd']],
  [['gone', 'd'], ['d', 'a', 'b', 'c']],
])('order %j', (order, shown) => expect(arranged(names, { order, hidden: [] })).toEqual(shown));

test.each([
  ['b', -1, [], ['b', 'a', 'c', 'd']],
  ['b', 1, [], ['a', 'c', 'b', 'd']],
  ['a', -1, [], names],
  // What is hidden is stepped over.
  ['a', 1, ['b'], ['b', 'c', 'a', 'd']],
])('%s moves %i', (name, by, hidden, order) => expect(arranged(names, moved(names, { order: [], hidden }, name, by))).toEqual(order));
