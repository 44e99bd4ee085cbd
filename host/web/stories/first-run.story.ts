// Somebody starts Keel for the first time, and sets their company up.
import { expect } from 'vitest';

import { story } from './support/story';

story('first run', async ({ page, t, signIn, look, phone }) => {
  await signIn();
  await page.getByRole('heading', { name: t('first-run') }).waitFor();
  await look('empty', { aria: true });
  await page.getByLabel(t('company-name')).fill('Boat House');
  expect(await page.getByLabel(t('company-code')).inputValue()).toBe('BOATHOUSE');
  // The country was guessed from the browser's languages; they are elsewhere.
  const country = page.getByRole('combobox', { name: t('country') });
  await country.fill(t('country') === 'Country' ? 'Bulg' : 'Бълг');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const makes = page.getByRole('region', { name: t('session-makes') });
  await makes.getByText(t('session-makes-company', { name: 'Boat House', code: 'BOATHOUSE' })).waitFor();
  expect(await page.getByRole('combobox', { name: t('currency') }).inputValue()).toBe('EUR');
  await look('filled');
  await page.getByRole('button', { name: t('first-run-start') }).click();
  await page.getByRole('heading', { name: t('home'), level: 1 }).waitFor();
  expect(await page.getByRole('combobox', { name: t('company'), exact: true }).inputValue()).toBe('Boat House');
  if (phone) await page.getByRole('button', { name: t('menu') }).click();
  await page.getByRole('navigation', { name: t('menu') }).getByText(t('directories')).waitFor();
  await look('start');
}, { demo: false });
