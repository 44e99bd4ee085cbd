// An accountant books by keyboard, finds the figure in the trial balance, follows it down to the entry, and takes the entry back.
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

import { type Stage, story } from './support/story';

interface Line {
  account: string;
  debit?: string;
  credit?: string;
  tax?: string;
}

/** Types lines as a person would: with the keyboard alone on a desk, card by card on a phone. `=` takes what is missing. */
async function type({ page, phone, t }: Stage, lines: Line[]): Promise<void> {
  if (!phone) {
    await page.getByRole('gridcell').first().waitFor();
    for (const [index, line] of lines.entries()) {
      if (index > 0) await page.keyboard.press('Enter');
      await page.keyboard.type(line.account);
      await page.keyboard.press('Tab');
      if (line.debit) await page.keyboard.type(line.debit);
      await page.keyboard.press('Tab');
      if (line.credit) await page.keyboard.type(line.credit);
      await page.keyboard.press('Tab');
      if (line.tax) {
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        await page.keyboard.type(line.tax);
        await page.keyboard.press('Tab');
      }
    }
    return;
  }
  const cards = page.getByRole('list', { name: t('ledger-lines') }).getByRole('listitem');
  for (const [index, line] of lines.entries()) {
    if (index > 0) await page.getByRole('button', { name: t('grid-add-to', { label: t('ledger-lines') }) }).click();
    const card = cards.nth(index);
    await choose(stageOf(page), card.getByLabel(t('ledger-account')), line.account);
    for (const side of ['debit', 'credit'] as const) {
      const amount = line[side];
      if (!amount) continue;
      if (amount === '=') await page.getByRole('button', { name: t('ledger-balance-here') }).click();
      else await card.getByLabel(t(`ledger-${side}`)).fill(amount);
    }
    if (line.tax) await choose(stageOf(page), card.getByLabel(t('ledger-tax')), line.tax);
  }
}

const stageOf = (page: Stage['page']) => ({ page });

async function choose({ page }: { page: Stage['page'] }, input: Locator, text: string): Promise<void> {
  await input.fill(text);
  await page.getByRole('option', { name: text }).first().click();
}

story('book', async (stage) => {
  const { page, t, signIn, look, phone } = stage;
  await signIn();
  await page.locator('#main').waitFor();

  await page.goto(new URL('/ledger/accounts', page.url()).href);
  await page.getByRole('row').filter({ hasText: '3900' }).getByText('73').first().waitFor();
  await look('accounts', { aria: true });

  // A two-line entry that does not balance is refused where its sums stand; nothing is lost.
  await page.goto(new URL('/ledger/entry/new', page.url()).href);
  const balance = page.getByRole('region', { name: t('ledger-balance') });
  const post = () => (phone ? page.getByRole('button', { name: t('ledger-post') }).last().click() : page.keyboard.press('Control+Enter'));
  await type(stage, [{ account: '1000', debit: '500' }, { account: '3000', credit: '400' }]);
  await post();
  await balance.getByRole('alert').waitFor();
  expect(await balance.getByRole('alert').innerText()).toBe(t('ledger-not-balanced'));
  await look('unbalanced');

  // One key mends it.
  await page.getByRole('button', { name: t('ledger-balance-here') }).waitFor();
  if (phone) {
    await page.getByRole('listitem').nth(1).getByLabel(t('ledger-credit')).fill('500');
  } else {
    const cell = page.getByRole('gridcell').filter({ hasText: '400' });
    await cell.click();
    await page.keyboard.press('=');
  }
  await balance.getByText(t('ledger-balanced')).waitFor();
  await post();
  const first = page.getByRole('status').getByRole('link');
  await first.waitFor();
  const number = await first.innerText();
  expect(number).toMatch(/^GEN\/\d{4}\/00001$/);

  // Five lines with two taxes that follow.
  await type(stage, [
    { account: '1010', debit: '100' },
    { account: '4000', credit: '200', tax: 'S20' },
    { account: '4010', credit: '100', tax: 'S20' },
    { account: '4100', credit: '50', tax: 'S10' },
    { account: '1100', debit: '=' },
  ]);
  const taxes = page.getByRole('table', { name: t('ledger-taxes') });
  await taxes.getByText('60').waitFor();
  await balance.getByText(t('ledger-balanced')).waitFor();
  await look('five-lines');
  await post();
  await page.getByRole('link', { name: /GEN\/\d{4}\/00002/ }).waitFor();

  // The trial balance has it; its figure leads to the line, the line to the entry.
  await page.goto(new URL('/reports', page.url()).href);
  await page.getByRole('heading', { name: t('reports'), level: 1 }).waitFor();
  await look('reports', { aria: true });
  await page.getByRole('link', { name: t('reports-name-trial-balance') }).click();
  const report = page.getByRole('region', { name: t('reports-name-trial-balance') });
  const capital = report.getByRole('row').filter({ hasText: '3000' });
  await capital.waitFor();
  await look('trial-balance');
  await capital.getByRole('link', { name: '500' }).first().click();
  await page.getByRole('heading', { name: t('reports-name-general-ledger') }).waitFor();
  await look('general-ledger');
  await page.getByRole('link', { name: number }).first().click();
  await page.getByRole('heading', { name: number, level: 1 }).waitFor();
  await page.getByRole('heading', { name: t('ledger-why') }).waitFor();
  await look('entry');

  // Taken back by another entry, which says what it takes back.
  await page.getByRole('button', { name: t('ledger-reverse') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(t('ledger-reverse-reason')).fill('Twice');
  await look('reverse');
  await dialog.getByRole('button', { name: t('ledger-reverse') }).click();
  await page.getByRole('heading', { name: /GEN\/\d{4}\/00003/, level: 1 }).waitFor();
  await page.getByRole('link', { name: number }).waitFor();
  await look('reversal');
});
