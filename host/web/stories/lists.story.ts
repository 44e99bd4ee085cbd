// Somebody keeps their lists: finds, filters, sorts, saves a view, groups, edits, changes many at once, and moves a card.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import { story } from './support/story';

/** Chooses an option of a select by its words. */
async function choose(page: Page, label: string, option: string) {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

story('lists', async ({ page, t, signIn, look, phone, host }) => {
  const words = async (type: string) => {
    const language = t('save') === 'Save' ? 'en' : 'bg';
    const described = await page.evaluate(async ([name, tag]) => (await fetch(`/api/v1/types/${name}`, { headers: { 'accept-language': tag! } })).json(), [type, language]) as {
      label: string; fields: { name: string; label: string; options?: { value: string; label: string }[] }[];
    };
    const field = (name: string) => described.fields.find((one) => one.name === name)!;
    return { label: described.label, field: (name: string) => field(name).label, word: (name: string, value: string) => field(name).options!.find((one) => one.value === value)!.label };
  };
  const record = (name: string) => page.getByRole('link', { name, exact: true });
  await signIn();
  await page.locator('#main').waitFor();

  // Finds a contact by a part of the name; the address says so.
  await page.goto(`${host.url}/r/contact`);
  const contact = await words('contact');
  await page.getByRole('heading', { level: 1, name: contact.label }).waitFor();
  await record('Alfreds Futterkiste').waitFor();
  await look('contacts');
  await page.getByRole('searchbox', { name: t('search') }).fill('futter');
  await record('Around the Horn').waitFor({ state: 'hidden' });
  await record('Alfreds Futterkiste').waitFor();
  expect(page.url()).toContain('q=futter');
  await page.getByRole('button', { name: t('records-list-search-clear') }).click();

  // Filters by kind.
  await page.getByRole('button', { name: t('records-list-filter'), exact: true }).click();
  await choose(page, t('records-list-field'), contact.field('kind'));
  await page.getByRole('checkbox', { name: contact.word('kind', 'person') }).check();
  await look('condition');
  await page.getByRole('button', { name: t('records-list-apply') }).click();
  await record('Maria Anders').waitFor();
  expect(await record('Alfreds Futterkiste').count()).toBe(0);
  expect(decodeURIComponent(page.url())).toContain('filter=kind:in:person');

  // Sorts by name, the last first: by the head of the column, on a phone by a list of them.
  if (phone) await choose(page, t('records-list-sort'), t('records-list-sort-down', { field: contact.field('name') }));
  else {
    const head = page.getByRole('columnheader', { name: contact.field('name') });
    await head.getByRole('button').click();
    await head.getByRole('button').click();
    await page.waitForURL(/sort=-name/);
    expect(await head.getAttribute('aria-sort')).toBe('descending');
  }
  await record('Zbyszek Piestrzeniewicz').waitFor();

  // Saves what is shown, goes away, and comes back to it by its address.
  await page.getByRole('button', { name: t('records-views'), exact: true }).click();
  await page.getByRole('menuitem', { name: t('records-views-save-new') }).click();
  await page.getByRole('textbox', { name: t('records-views-name') }).fill('Z–A');
  await look('save-view', { inside: '[role=dialog]' });
  await page.getByRole('dialog').getByRole('button', { name: t('save') }).click();
  await page.waitForURL(/saved=/);
  const saved = new URL(page.url()).searchParams.get('saved')!;
  await page.goto(`${host.url}/r/contact`);
  await record('Alfreds Futterkiste').waitFor();
  await page.goto(`${host.url}/r/contact?saved=${saved}`);
  await record('Zbyszek Piestrzeniewicz').waitFor();
  await page.getByRole('button', { name: 'Z–A', exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('sort')).toBe('-name');
  await look('saved-view');

  // Groups all contacts by kind, and opens a group.
  await page.goto(`${host.url}/r/contact`);
  await choose(page, t('records-list-group'), contact.field('kind'));
  await page.waitForURL(/group=kind/);
  const group = page.getByRole('button', { name: new RegExp(`^${contact.word('kind', 'organisation')} \\(`) });
  await group.click();
  await record('Alfreds Futterkiste').waitFor();
  expect(await group.getAttribute('aria-expanded')).toBe('true');
  await look('groups');

  // Changes one value where it stands, from the keyboard alone.
  const item = await words('item');
  await page.goto(`${host.url}/r/item?columns=code,name,barcode,list_price`);
  await record('Chai').waitFor();
  if (!phone) {
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('e');
    await page.getByRole('textbox', { name: item.field('barcode') }).fill('4006381333931');
    await look('edit');
    await page.keyboard.press('Enter');
    await page.getByRole('gridcell', { name: '4006381333931' }).waitFor();
    await page.reload();
    await page.getByRole('gridcell', { name: '4006381333931' }).waitFor();
  }

  // Changes two at once.
  await page.getByRole('checkbox', { name: t('records-list-select', { name: 'Chai' }) }).check();
  await page.getByRole('checkbox', { name: t('records-list-select', { name: 'Chang' }) }).check();
  const bar = page.getByRole('region', { name: t('records-list-selection') });
  await bar.getByRole('button', { name: t('edit'), exact: true }).click();
  const dialog = page.getByRole('dialog');
  await choose(page, t('records-list-field'), item.field('list_price'));
  await dialog.getByRole('textbox', { name: t('records-list-bulk-value') }).fill('77');
  await look('bulk', { inside: '[role=dialog]' });
  await dialog.getByRole('button', { name: t('records-list-bulk-do', { count: '2', more: 'no' }) }).click();
  await dialog.getByText(t('records-list-bulk-done', { done: '2', of: '2', failed: 0 })).waitFor();
  await look('bulk-done', { inside: '[role=dialog]' });
  await dialog.getByRole('button', { name: t('done'), exact: true }).click();
  await expect.poll(() => page.locator('#main').getByText(/^77[.,]0/).count()).toBe(2);

  // Moves a card by its menu, and takes it back.
  await page.goto(`${host.url}/r/item?view=board&group=category`);
  await page.getByRole('region', { name: /Beverages/ }).getByRole('link', { name: 'Chai' }).waitFor();
  await look('board');
  await page.getByRole('button', { name: t('records-board-move', { name: 'Chai' }) }).click();
  await page.getByRole('menuitem', { name: 'Condiments' }).click();
  await page.getByText(t('records-board-moved', { name: 'Chai', to: 'Condiments' })).waitFor();
  await page.getByRole('region', { name: /Condiments/ }).getByRole('link', { name: 'Chai' }).waitFor();
  await look('moved');
  await page.getByRole('button', { name: t('records-board-undo') }).click();
  await page.getByRole('region', { name: /Beverages/ }).getByRole('link', { name: 'Chai' }).waitFor();

  // The other ways to look at a list.
  await page.goto(`${host.url}/r/contact?view=calendar&group=created_at`);
  await page.getByText('Alejandra Camino').first().waitFor();
  await look('calendar');
  await page.goto(`${host.url}/r/item?view=chart&group=category`);
  await page.getByRole('table').getByText('Beverages').waitFor();
  await look('chart');
  await page.goto(`${host.url}/r/item?view=pivot&group=category&across=costing`);
  await page.getByRole('table').getByText('Beverages').waitFor();
  await look('pivot');
  await page.getByRole('row', { name: /Beverages/ }).getByRole('button').first().click();
  await record('Chai').waitFor();
  await look('drilled');
});
