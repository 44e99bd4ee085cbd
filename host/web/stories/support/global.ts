// Before all stories: one browser for them, and its end after them.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    browser: string;
    keel: string;
    /** Folder of compiled plugins, shared by the hosts of all stories. */
    compiled: string;
  }
}

/** The program under test: `KEEL=…`, else the debug build of this tree. */
function program(): string {
  const path = process.env.KEEL ?? new URL('../../../../target/debug/keel', import.meta.url).pathname;
  if (!existsSync(path)) throw new Error(`${path} is not there: cargo build -p keel, or name a program with KEEL=…`);
  return path;
}

export default async function setup(project: TestProject) {
  if (!existsSync(new URL('../../dist/index.html', import.meta.url).pathname)) throw new Error('dist is not there: npm run build');
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is not there: apt-get install chromium, or name one with CHROMIUM=…`);
  const server = await chromium.launchServer({
    executablePath,
    // Containers give no user namespaces to a sandbox, and little shared memory.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'],
  });
  project.provide('browser', server.wsEndpoint());
  project.provide('keel', program());
  const compiled = mkdtempSync(join(tmpdir(), 'keel-compiled-'));
  project.provide('compiled', compiled);
  return async () => {
    await server.close();
    rmSync(compiled, { recursive: true, force: true });
  };
}
