// Graphs, and the layers that they stand in.
import { expect, test } from 'vitest';

import { layersOf } from './layers';

const edges = (text: string) => text.split(' ').filter(Boolean).map((one) => ({ from: one[0]!, to: one[1]! }));
const layers = (keys: string, text: string) => [...keys].map((key) => layersOf([...keys], edges(text)).get(key)!.layer).join('');

test.each([
  ['one after the other', 'abc', 'ab bc', '012'],
  ['the longest way counts', 'abc', 'ab bc ac', '012'],
  ['goods that came back', 'abc', 'ab bc ba', '012'],
  ['two beginnings', 'abcd', 'ac bc cd', '0012'],
  ['joined to itself', 'ab', 'aa ab', '01'],
])('%s', (_, keys, text, expected) => expect(layers(keys, text)).toBe(expected));

test('nodes stand near what they come from', () => {
  const places = layersOf([...'abdc'], edges('ac bd'));
  expect([places.get('c')!.row, places.get('d')!.row]).toEqual([0, 1]);
});
