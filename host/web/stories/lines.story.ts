// A contact is entered from the keyboard alone: fields from the address, lines as in a spreadsheet, a pasted table, a refusal at its cell.
import { expect } from 'vitest';

import { story } from './support/story';

interface Described {
  fields: { name: string; label: string }[];
  collections: { name: string; label: string; fields: { name: string; label: string }[] }[];
}

story('lines', async ({ page, host, t, signIn, look, phone }) => {
  await signIn();
  await page.getByRole('heading', { name: t('home'), level: 1 }).waitFor();
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${host.url}/r/contact/new?kind=person&family_name=Ivanova`);
  const type = (await page.evaluate(
    async (language) => (await fetch('/api/v1/types/contact', { headers: { 'accept-language': language } })).json(),
    await page.evaluate(() => document.documentElement.lang),
  )) as Described;
  const label = (name: string) => type.fields.find((one) => one.name === name)!.label;
  const lines = (name: string) => type.collections.find((one) => one.name === name)!;
  const column = (of: string, name: string) => lines(of).fields.find((one) => one.name === name)!.label;
  const box = (name: string) => page.getByRole('textbox', { name: label(name), exact: true });
  await box('name').fill('Elena Ivanova');
  expect(await box('family_name').inputValue()).toBe('Ivanova');
  await page.getByRole('group', { name: t('form-add-lines') }).getByRole('button', { name: lines('phones').label, exact: true }).click();

  if (phone) {
    // On a phone each line is a card.
    const card = page.getByRole('list', { name: lines('phones').label }).getByRole('listitem');
    await card.getByRole('textbox', { name: column('phones', 'given'), exact: true }).fill('02 981 1234');
    await look('cards');
  } else {
    const grid = page.getByRole('grid', { name: lines('phones').label });
    const cell = (row: number, at: number) => grid.getByRole('row').nth(row).getByRole('gridcell').nth(at);
    await cell(1, 0).click();
    // A choice is named by its first letters; Tab takes it.
    await page.keyboard.type(t('language') === 'Language' ? 'Mob' : 'Моб');
    await page.keyboard.press('Tab');
    await page.keyboard.type('0888 123 456');
    await page.keyboard.press('Enter');
    // The new line: what stands above is copied, then a table is pasted over it.
    await page.keyboard.press('Control+d');
    await page.keyboard.press('Tab');
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '0888 111 111\n0888 222 222\n0888 333 333');
      document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    expect(await grid.getByRole('row').count()).toBe(5);
    await look('grid', { aria: true, inside: 'form' });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+Delete');
    expect(await grid.getByRole('row').count()).toBe(4);
  }
  // An address that is none is refused at its cell.
  await page.getByRole('group', { name: t('form-add-lines') }).getByRole('button', { name: lines('emails').label, exact: true }).click();
  if (phone) await page.getByRole('list', { name: lines('emails').label }).getByRole('textbox', { name: column('emails', 'address'), exact: true }).fill('elena');
  else {
    await page.getByRole('grid', { name: lines('emails').label }).getByRole('gridcell').first().click();
    await page.keyboard.type('elena');
  }
  await page.keyboard.press('Control+s');
  await page.getByText(/name@example\.com/).first().waitFor();
  await look('refused');
  if (phone) await page.getByRole('list', { name: lines('emails').label }).getByRole('textbox', { name: column('emails', 'address'), exact: true }).fill('elena@example.com');
  else {
    await page.getByRole('grid', { name: lines('emails').label }).getByRole('gridcell').first().click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('elena@example.com');
  }
  await page.getByRole('button', { name: new RegExp(`^${t('create')}`) }).click();
  await page.waitForURL(/\/r\/contact\/[0-9a-f-]{36}$/);
  const id = page.url().split('/').at(-1)!;
  const made = (await host.call('GET', `/api/v1/records/contact/${id}`)) as { phones: { given: string; kind: string }[]; emails: { address: string }[] };
  expect(made.emails.map((one) => one.address)).toEqual(['elena@example.com']);
  expect(made.phones.map((one) => one.given)).toEqual(phone ? ['02 981 1234'] : ['0888 123 456', '0888 111 111', '0888 333 333']);
  if (!phone) expect(made.phones.map((one) => one.kind)).toEqual(['mobile', 'mobile', 'work']);

  // A note is written and a task made beside it; paper shows what is read.
  await page.getByRole('textbox', { name: t('around-write'), exact: true }).fill('Prefers to be called in the morning.');
  await page.getByRole('button', { name: t('around-post') }).click();
  await page.getByRole('list', { name: t('around-timeline') }).getByText('Prefers to be called in the morning.').waitFor();
  await page.getByRole('tab', { name: t('around-tasks') }).click();
  await page.getByRole('textbox', { name: t('around-new-task') }).fill('Send the catalogue');
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: 'Send the catalogue' }).waitFor();
  await look('around');
  await page.emulateMedia({ media: 'print' });
  await look('paper');
});
