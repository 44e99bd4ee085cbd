// Somebody finds a customer from the keyboard, pins them, and asks which keys there are.
import { expect } from 'vitest';

import { story } from './support/story';

story('palette', async ({ page, t, signIn, look, phone }) => {
  await signIn();
  await page.locator('#main h1').waitFor();
  const field = page.getByRole('combobox', { name: t('search'), exact: true });
  const opens = () => page.keyboard.press('Control+k');
  await opens();
  await look('open');

  // A customer, by a part of the name.
  await field.fill('alfreds');
  const found = page.getByRole('option', { name: /Alfreds Futterkiste/ });
  await found.first().waitFor();
  await look('found', { inside: '[role=dialog]', aria: true });
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/contact\/[0-9a-f-]{36}|\/contacts\/[0-9a-f-]{36}/);
  const address = page.url();

  // Back leads where they came from, forward to the customer again.
  await page.goBack();
  await page.waitForURL((url) => url.pathname === '/');
  await page.goForward();
  await page.waitForURL(address);

  // Pinned, the customer stands in the menu.
  const star = page.getByRole('button', { name: t('palette-pin'), exact: true });
  await star.click();
  await expect.poll(() => star.getAttribute('aria-pressed')).toBe('true');
  if (phone) await page.getByRole('button', { name: t('menu') }).click();
  const menu = page.getByRole('navigation', { name: t('menu') });
  await menu.getByText(t('palette-pinned')).waitFor();
  await look('pinned');
  if (phone) await page.getByRole('button', { name: t('menu') }).click();

  // A sum, written as this reader writes figures.
  await opens();
  await field.fill(t('save') === 'Save' ? '1,250.50 * 2' : '1250,50 * 2');
  await page.getByRole('option', { name: /^2.?501/ }).waitFor();
  await page.keyboard.press('Escape');

  // Two presses lead home; a question mark shows all keys.
  await page.locator('#main').focus();
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.waitForURL((url) => url.pathname === '/');
  await page.keyboard.press('Shift+?');
  await page.getByRole('dialog', { name: t('palette-keys') }).waitFor();
  await look('keys');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});
