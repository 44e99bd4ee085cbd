// Packages of this repository's plugins: built by cargo, packed and signed by the program under test, kept beside what cargo built.
// A story asks for them where its file begins, before the clock of its tests runs. KEEL_PACKAGES names a folder of ready ones instead.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inject } from 'vitest';

import type { Host } from './host';

const plugins = new URL('../../../../plugins/', import.meta.url).pathname;

export interface Packages {
  /** The public key that signed them. */
  key: string;
  /** The file of each by the plugin's folder: `credit-limit`, `crm_sales`. */
  files: Record<string, string>;
}

const ready = process.env.KEEL_PACKAGES;
const place = ready ?? join(plugins, 'target/stories');
const pem = join(place, 'key.pem');

// Packing touches no host: the program only wants to be told of a directory that it does not open.
const keel = (...args: string[]) => execFileSync(inject('keel'), [...args, '--data', join(tmpdir(), 'keel-no-data')], { encoding: 'utf8' });

/** Packages by the names of the plugins' folders. */
export function packages(...folders: string[]): Packages {
  if (!ready) {
    mkdirSync(place, { recursive: true });
    if (!existsSync(pem)) keel('key', 'new', '--out', pem);
    const wanted = folders.flatMap((folder) => ['--package', packageOf(folder)]);
    execFileSync('cargo', ['build', '--release', '--locked', '--target', 'wasm32-wasip2', ...wanted], { cwd: plugins, stdio: 'inherit' });
  }
  const files = Object.fromEntries(folders.map((folder) => {
    const file = join(place, `${folder}.keel`);
    if (!ready) pack(join(plugins, folder), folder, file);
    else if (!existsSync(file)) throw new Error(`${file} is not there`);
    return [folder, file];
  }));
  return { key: keel('key', 'show', pem).trim(), files };
}

/** The next version of a plugin that `packages` has built: the same code under another manifest. Ready ones are called `credit-limit-next.keel`. */
export function nextVersion(folder: string, change: (manifest: string) => string): string {
  const file = join(place, `${folder}-next.keel`);
  if (ready) return file;
  const copy = join(place, `${folder}-next`);
  cpSync(join(plugins, folder), copy, { recursive: true });
  writeFileSync(join(copy, 'plugin.toml'), change(readFileSync(join(plugins, folder, 'plugin.toml'), 'utf8')));
  pack(copy, folder, file);
  return file;
}

function pack(source: string, folder: string, file: string): void {
  rmSync(file, { force: true });
  const component = join(plugins, 'target/wasm32-wasip2/release', `${packageOf(folder).replaceAll('-', '_')}.wasm`);
  keel('plugin', 'pack', source, '--component', component, '--out', file);
  keel('plugin', 'sign', file, '--key', pem);
}

/** What cargo calls the plugin of a folder. */
const packageOf = (folder: string): string => /^name = "(.+)"/m.exec(readFileSync(join(plugins, folder, 'Cargo.toml'), 'utf8'))![1]!;

/** Trusts the key and installs packages with all that they ask for, in the order in which they were named. */
export function install(host: Host, packed: Packages): void {
  host.run('plugin', 'trust', 'add', 'Keel', packed.key);
  for (const file of Object.values(packed.files)) host.run('plugin', 'install', file, '--grant', 'all', '--company', 'all');
}
