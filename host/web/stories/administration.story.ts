// An administrator makes an account and a role for it, looks after the host, and sets their own screens.
import { expect } from 'vitest';

import { type Stage, story } from './support/story';

/** Signs the administrator in; gives a way to go to a screen and wait until it has what it shows. */
async function begin({ page, host, t, signIn }: Stage): Promise<(path: string) => Promise<void>> {
  await signIn();
  await page.locator('#main h1').waitFor();
  return async (path) => {
    await page.goto(host.url + path);
    await page.locator('#main h1').waitFor();
    await expect.poll(() => page.locator('#main').getByRole('status', { name: t('loading') }).count()).toBe(0);
  };
}

story('administration people', async (stage) => {
  const { page, t, signIn, look, another, phone } = stage;
  const go = await begin(stage);

  // A role that reads contacts, but not what they may owe.
  await go('/admin/roles');
  await page.getByRole('link', { name: 'Warehouse' }).waitFor();
  await look('roles');
  await page.getByRole('button', { name: t('admin-role-new') }).click();
  await page.getByRole('dialog').getByLabel(t('admin-name'), { exact: true }).fill('Front desk');
  await page.getByRole('dialog').getByRole('button', { name: t('create') }).click();
  await page.waitForURL(/\/admin\/roles\/[0-9a-f-]{36}/);
  await page.getByLabel(t('admin-filter-types')).fill('contact');
  const cell = (operation: string) => page.getByRole('checkbox', { name: new RegExp(`: ${t(`admin-op-${operation}`)} `) }).first();
  await cell('update').check();
  expect(await cell('read').isChecked()).toBe(true);
  await look('matrix-new');
  await page.getByRole('button', { name: t('save'), exact: true }).click();
  await page.getByText(t('saved')).first().waitFor();

  // An account, whose one-time password is shown once.
  await go('/admin/users');
  await page.getByRole('link', { name: 'Nancy Davolio' }).waitFor();
  await look('users', { aria: true });
  await page.getByRole('button', { name: t('admin-user-new') }).click();
  const dialog = page.getByRole('dialog', { name: t('admin-user-new') });
  await dialog.getByLabel(t('admin-name'), { exact: true }).fill('Mira Petrova');
  await dialog.getByLabel(t('login'), { exact: true }).fill('mira.petrova');
  await dialog.getByRole('button', { name: t('create') }).click();
  const password = (await dialog.locator('code').innerText()).trim();
  await look('password-once');
  await dialog.getByRole('button', { name: t('admin-give-roles') }).click();
  await page.getByRole('button', { name: t('admin-role-add') }).click();
  await page.getByRole('combobox', { name: t('admin-role'), exact: true }).click();
  await page.getByRole('option', { name: 'Front desk' }).click();
  await look('user');
  await page.getByRole('button', { name: t('save'), exact: true }).click();
  await page.getByText(t('saved')).first().waitFor();

  // She signs in with it, and meets no administration.
  const other = await another();
  await signIn(other, 'mira.petrova', password);
  await other.locator('#main h1').waitFor();
  if (phone) await other.getByRole('button', { name: t('menu') }).click();
  const menu = other.getByRole('navigation', { name: t('menu') });
  await menu.getByText(t('directories')).or(menu.getByRole('link')).first().waitFor();
  expect(await menu.getByText(t('admin'), { exact: true }).count()).toBe(0);
});

story('administration host', async (stage) => {
  const { page, t, look } = stage;
  const go = await begin(stage);
  await go('/admin/tokens');
  await look('tokens');
  await page.getByRole('button', { name: t('admin-token-new') }).click();
  await look('token-new');
  await go('/admin/webhooks');
  await page.getByRole('button', { name: t('admin-webhook-new') }).first().click();
  await look('webhook-new');
  await go('/admin/backups');
  await page.getByRole('button', { name: t('admin-backup-make') }).click();
  await page.getByRole('link', { name: /keel-/ }).waitFor();
  await look('backups');
  await go('/admin/audit?type=user');
  await page.getByRole('cell', { name: 'sign-in' }).first().waitFor();
  await look('audit');
  await go('/admin/verify');
  await page.getByRole('button', { name: t('admin-verify-run') }).click();
  await page.getByRole('table', { name: t('admin-checks') }).waitFor();
  await look('verify');
  await go('/admin/settings');
  await look('settings');

  // One's own: dark and compact, from right to left and back.
  await go('/me');
  await look('me', { aria: true });
  await page.getByText(t('admin-colours-dark'), { exact: true }).click();
  await page.getByText(t('admin-density-compact'), { exact: true }).click();
  await look('me-dark');
  await page.getByText(t('admin-direction-rtl'), { exact: true }).click();
  await expect.poll(() => page.evaluate(() => document.documentElement.dir)).toBe('rtl');
  await look('me-rtl');
  await go('/me?tab=security');
  await look('me-security');
  await go('/admin/roles');
  await page.getByRole('link', { name: 'Accountant' }).click();
  await page.getByRole('table', { name: t('admin-matrix') }).waitFor();
  await look('matrix-dark-rtl');
});
