// A host of a story's own: its own data, its own port, stopped by its own process id.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inject } from 'vitest';

export interface Host {
  url: string;
  /** Directory of its data. */
  data: string;
  /** The administrator's one-time password, changed at the first sign-in. */
  password: string;
  /** Runs the program beside the host: `host.run('plugin', 'install', file)`. */
  run: (...args: string[]) => string;
  /** A call of the API as the administrator, for what a story finds done already. */
  call: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** Changes a record, as its version `version`. */
  change: (type: string, id: string, version: number, changes: object) => Promise<unknown>;
  stop: () => Promise<void>;
}

const dist = new URL('../../dist', import.meta.url).pathname;

/** Starts a host. `demo`: with the demo company; else with nothing at all. */
export async function startHost({ demo = true }: { demo?: boolean } = {}): Promise<Host> {
  const program = inject('keel');
  const data = mkdtempSync(join(tmpdir(), 'keel-story-'));
  // Plugins are compiled once for all stories.
  symlinkSync(inject('compiled'), join(data, 'plugin-cache'));
  const args = ['serve', '--data', data, '--listen', '127.0.0.1:0', '--web', dist, ...(demo ? ['--demo'] : [])];
  const child: ChildProcess = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (bytes: Buffer) => {
      said += bytes.toString();
      const found = /Keel serves (http:\/\/[\d.:]+)/.exec(said);
      if (found) resolve(found[1]!);
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}: ${said}`)));
  });
  const run = (...rest: string[]) => execFileSync(program, [...rest, '--data', data], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const shown = run('user', 'reset-password', 'admin');
  const password = /one-time password\s+(\S+)/.exec(shown)?.[1] ?? '';
  const token = /keel_pat_\S+/.exec(run('token', 'create', '--user', 'admin', '--name', 'stories', '--may', '*=read,create,update,delete,correct'))![0];
  const call = async (method: string, path: string, body?: unknown, more: Record<string, string> = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more, ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  return {
    url,
    data,
    password,
    run,
    call,
    change: (type, id, version, changes) => call('PATCH', `/api/v1/records/${type}/${id}`, changes, { 'if-match': `"${version}"` }),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          rmSync(data, { recursive: true, force: true });
          resolve();
        });
        child.kill('SIGTERM');
      }),
  };
}
