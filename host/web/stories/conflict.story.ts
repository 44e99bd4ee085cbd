// Two people have one contact open, change different and the same fields, and lose nothing of each other. A draft outlives a reload.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import { story } from './support/story';

interface One {
  id: string;
}
interface ListOf {
  items: One[];
}

story('conflict', async ({ page, host, t, signIn, another, look }) => {
  const [company] = ((await host.call('GET', '/api/v1/records/company')) as ListOf).items;
  await host.call('POST', '/api/v1/records/role', {
    code: 'counter', name: 'Counter',
    permissions: ['contact', 'city', 'job-title', 'company', 'tag', 'task', 'user'].map((record_type) => ({ record_type, operations: ['read', 'create', 'update'] })),
  });
  const made = (await host.call('POST', '/api/v1/actions/user.create', { login: 'maria', name: 'Maria Petrova' })) as { password: string };
  await host.call('POST', '/api/v1/actions/user.give-role', { login: 'maria', role: 'counter', company_id: company!.id });
  const [contact] = ((await host.call('GET', '/api/v1/records/contact?q=Alfreds')) as ListOf).items;
  const at = `${host.url}/r/contact/${contact!.id}`;

  await signIn();
  const maria = await another();
  await signIn(maria, 'maria', made.password);
  for (const one of [page, maria]) {
    one.on('dialog', (dialog) => void dialog.accept());
    await one.goto(at);
    await one.getByRole('heading', { level: 1, name: 'Alfreds Futterkiste' }).waitFor();
  }
  // Labels as the host says them in the reader's language.
  const type = (await page.evaluate(
    async (language) => (await fetch('/api/v1/types/contact', { headers: { 'accept-language': language } })).json(),
    await page.evaluate(() => document.documentElement.lang),
  )) as { fields: { name: string; label: string }[] };
  const label = (name: string) => type.fields.find((one) => one.name === name)!.label;
  const box = (where: Page, name: string) => where.getByRole('textbox', { name: label(name), exact: true });
  await look('open', { aria: true });

  // They see each other, and who is changing something.
  await page.getByText(t('form-is-here', { name: 'Maria Petrova' })).waitFor();
  await box(maria, 'name').fill('Alfreds Futterkiste GmbH');
  await box(maria, 'given_name').fill('Maria');
  await page.getByText(t('form-edits', { name: 'Maria Petrova' })).waitFor();

  // The administrator is faster: another field, and the same one.
  await box(page, 'name').fill('Alfreds Feinkost');
  await box(page, 'family_name').fill('Anders');
  await page.keyboard.press('Control+s');
  await page.getByRole('heading', { level: 1, name: 'Alfreds Feinkost' }).waitFor();
  await page.getByText(t('saved'), { exact: true }).first().waitFor();

  // Maria is told before she saves, and saving meets the merge.
  await maria.getByText(t('form-news')).waitFor();
  await look('news', { page: maria });
  await maria.keyboard.press('Control+s');
  const dialog = maria.getByRole('dialog', { name: t('conflict-title') });
  await dialog.waitFor();
  const save = dialog.getByRole('button', { name: t('conflict-save') });
  expect(await save.isDisabled()).toBe(true);
  expect(await dialog.getByRole('radio', { name: t('conflict-take-mine', { field: label('given_name') }), exact: true }).isChecked()).toBe(true);
  expect(await dialog.getByRole('radio', { name: t('conflict-take-theirs', { field: label('family_name') }), exact: true }).isChecked()).toBe(true);
  for (const text of ['Alfreds Futterkiste', 'Alfreds Futterkiste GmbH', 'Alfreds Feinkost']) {
    expect(await dialog.innerText()).toContain(text);
  }
  await look('merge', { page: maria });
  await dialog.getByRole('radio', { name: t('conflict-take-mine', { field: label('name') }), exact: true }).click();
  await save.click();
  await dialog.waitFor({ state: 'hidden' });
  const after = (await host.call('GET', `/api/v1/records/contact/${contact!.id}`)) as Record<string, unknown>;
  expect(after).toMatchObject({ name: 'Alfreds Futterkiste GmbH', given_name: 'Maria', family_name: 'Anders', version: 3 });

  // Who reads without changing anything sees it at once.
  await page.getByRole('heading', { level: 1, name: 'Alfreds Futterkiste GmbH' }).waitFor();

  // What is not saved outlives a reload, and is offered.
  await box(maria, 'family_name').fill('Sommer');
  await maria.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('keel-draft') && localStorage.getItem(key)!.includes('Sommer')));
  await maria.reload();
  await maria.getByRole('button', { name: t('form-draft-restore') }).waitFor();
  await look('draft', { page: maria });
  await maria.getByRole('button', { name: t('form-draft-restore') }).click();
  expect(await box(maria, 'family_name').inputValue()).toBe('Sommer');
  await maria.keyboard.press('Control+s');
  await maria.getByText(t('form-unsaved')).waitFor({ state: 'hidden' });
  expect(await host.call('GET', `/api/v1/records/contact/${contact!.id}`)).toMatchObject({ family_name: 'Sommer', version: 4 });
  expect(await maria.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('keel-draft')))).toEqual([]);
});
