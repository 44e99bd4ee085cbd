// Every language says the same things, and everything that the code asks for is said.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { FluentResource } from '@fluent/bundle';
import { describe, expect, test } from 'vitest';

import { bundle, type Language, languages } from './messages';

const sources = join(import.meta.dirname, '..');

function* files(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (/\.tsx?$/.test(name) && !name.includes('.test.')) yield path;
  }
}

/** Ids and attributes of a language with the variables that each takes. */
function said(language: string): Map<string, string> {
  const found = new Map<string, string>();
  const folder = join(import.meta.dirname, language);
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.ftl'))) {
    const text = readFileSync(join(folder, name), 'utf8');
    for (const entry of new FluentResource(text).body) {
      const id = entry.id;
      expect(found.has(id), `${language}/${name} says ${id} twice`).toBe(false);
      const at = text.search(new RegExp(`^${id} *=`, 'm'));
      const rest = text.slice(at);
      const end = rest.slice(1).search(/^[a-zA-Z-]/m);
      const variables = [...(end < 0 ? rest : rest.slice(0, end + 1)).matchAll(/\$([\w-]+)/g)].map((one) => one[1]);
      found.set(id, [...new Set(variables)].sort().join(' ') + (entry.value ? '' : ' (attributes)'));
    }
  }
  return found;
}

describe('messages', () => {
  const english = said('en');
  test.each(Object.keys(languages))('%s says what English says, with the same variables', async (language) => {
    const here = said(language);
    expect([...here.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [id, variables] of english) expect(`${id}: ${here.get(id)}`).toBe(`${id}: ${variables}`);
    await bundle(language as Language);
  });
  test('what the code asks for by name is said', () => {
    const missing: string[] = [];
    for (const path of files(sources)) {
      for (const one of readFileSync(path, 'utf8').matchAll(/\bt\(\s*'([a-z0-9-]+)(?:\.[a-z-]+)?'/g)) {
        if (!english.has(one[1]!)) missing.push(`${path.slice(sources.length + 1)}: ${one[1]}`);
      }
    }
    expect(missing).toEqual([]);
  });
});
