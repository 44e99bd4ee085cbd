// A story: what a person does, in English and Bulgarian, on a desk and on a phone.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { bundle, type Language, message } from '../../src/i18n/messages';
import { type Host, startHost } from './host';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = new URL('../shots', import.meta.url).pathname;
export const OWN_PASSWORD = 'a story needs a long password';

/** The four ways in which every story is told. */
export const ways = [
  { language: 'en', width: 1440, height: 900 },
  { language: 'en', width: 390, height: 844 },
  { language: 'bg', width: 1440, height: 900 },
  { language: 'bg', width: 390, height: 844 },
] as const;
export type Way = (typeof ways)[number];

export interface Stage {
  page: Page;
  host: Host;
  way: Way;
  phone: boolean;
  /** A message of the interface in the story's language. */
  t: (id: string, args?: Record<string, string | number>) => string;
  /** Another window, of another reader or the same; watched as the first. */
  another: () => Promise<Page>;
  /** Signs in; the first time with the one-time password. */
  signIn: (page?: Page, login?: string, password?: string) => Promise<void>;
  /** Looks at the screen: no serious finding of axe (WCAG 2.2 AA), a screenshot, and the ARIA snapshot of `inside`. */
  look: (name: string, options?: { page?: Page; inside?: string; aria?: boolean }) => Promise<void>;
}

/** Tells a story in each way, on a host of its own each time. */
export function story(name: string, tell: (stage: Stage) => Promise<void>, options: { demo?: boolean } = {}): void {
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.connect(inject('browser'));
      mkdirSync(shots, { recursive: true });
    });
    afterAll(() => browser.close());
    const only = process.env.WAY;
    for (const way of ways.filter((one) => !only || `${one.language}${one.width}` === only)) {
      test(`${way.language} ${way.width}`, async () => {
        const host = await startHost(options);
        const contexts: BrowserContext[] = [];
        const wrong: string[] = [];
        try {
          const messages = await bundle(way.language as Language);
          const open = async () => {
            const context = await browser.newContext({
              viewport: { width: way.width, height: way.height },
              locale: way.language === 'bg' ? 'bg-BG' : 'en-GB',
              timezoneId: 'Europe/Sofia',
              hasTouch: way.width < 640,
            });
            contexts.push(context);
            context.setDefaultTimeout(15_000);
            const page = await context.newPage();
            watch(page, host.url, wrong);
            return page;
          };
          const stage: Stage = {
            page: await open(),
            host,
            way,
            phone: way.width < 640,
            t: (id, args) => message(messages, id, args),
            another: open,
            signIn: async (page = stage.page, login = 'admin', password = host.password) => {
              await page.goto(host.url);
              await page.getByLabel(stage.t('login'), { exact: true }).fill(login);
              await page.getByLabel(stage.t('password'), { exact: true }).fill(password);
              await page.getByRole('button', { name: stage.t('sign-in') }).click();
              if (password !== OWN_PASSWORD) {
                await page.getByLabel(stage.t('new-password'), { exact: true }).fill(OWN_PASSWORD);
                await page.getByRole('button', { name: stage.t('sign-in') }).click();
              }
              // The form is a `main` too: what is waited for comes after it.
              await page.getByRole('button', { name: stage.t('sign-in') }).waitFor({ state: 'detached' });
              await page.locator('#main').or(page.getByRole('main')).first().waitFor();
              if (login === 'admin') host.password = OWN_PASSWORD;
            },
            look: (what, { page = stage.page, inside = 'main', aria = false } = {}) =>
              look(page, `${name}-${what}-${way.language}-${way.width}`.replaceAll(' ', '-'), inside, aria),
          };
          await tell(stage);
          expect(wrong).toEqual([]);
        } catch (error) {
          for (const [index, context] of contexts.entries()) {
            const page = context.pages()[0];
            await page?.screenshot({ path: `${shots}/FAILED-${name}-${way.language}-${way.width}-${index}.png`.replaceAll(' ', '-') }).catch(() => {});
          }
          if (wrong.length > 0) throw new Error(`${String(error)}\n${wrong.join('\n')}`, { cause: error });
          throw error;
        } finally {
          for (const context of contexts) await context.close();
          await host.stop();
        }
      });
    }
  });
}

/** Notes what must never happen: a request elsewhere, a breach of the security policy, an error that nobody caught. */
function watch(page: Page, url: string, wrong: string[]): void {
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob|about):/.test(request.url())) wrong.push(`asked elsewhere: ${request.url()}`);
  });
  page.on('console', (line) => {
    if (/Content Security Policy|Refused to/i.test(line.text())) wrong.push(line.text());
  });
  page.on('pageerror', (error) => wrong.push(String(error)));
}

interface Violation {
  id: string;
  impact: string;
  help: string;
  nodes: { html: string; failureSummary: string }[];
}

async function look(page: Page, name: string, inside: string, aria: boolean): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `${shots}/${name}.png` });
  const violations = await page.evaluate(
    async (source) => {
      const scope = window as unknown as { axe?: { run: (options: object) => Promise<{ violations: unknown[] }> } };
      // A function made of text would need `unsafe-eval`; Playwright evaluates outside of the page's policy.
      if (!scope.axe) (0, eval)(source);
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      return (await scope.axe!.run({ runOnly: { type: 'tag', values: tags } })).violations;
    },
    axe,
  ) as Violation[];
  const serious = violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${name}: ${one.id}: ${one.help}\n${one.nodes.slice(0, 3).map((node) => `  ${node.html.slice(0, 200)}\n  ${node.failureSummary}`).join('\n')}`);
  expect(serious.join('\n')).toBe('');
  if (!aria) return;
  // Ids are new each time.
  const said = (await page.locator(inside).first().ariaSnapshot()).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID');
  await expect(said).toMatchFileSnapshot(`./aria/${name}.yml`);
}
