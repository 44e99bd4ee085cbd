// Somebody counts a shelf with a scanner: what is known is counted, what is not is told, and the difference goes into the books.
import { expect } from 'vitest';

import { story } from './support/story';

interface Row { item_code: string; quantity: string }

story('count', async ({ page, t, host, signIn, look }) => {
  const company = ((await host.call('GET', '/api/v1/records/company')) as { items: { id: string }[] }).items[0]!.id;
  const onHand = async () => ((await host.call('GET', `/api/v1/stock/on-hand?company=${company}&limit=1000`)) as { rows: Row[] }).rows;
  const of = (rows: Row[], code: string) => rows.find((one) => one.item_code === code)!.quantity;
  const before = await onHand();
  expect([of(before, 'NW-01'), of(before, 'NW-03')]).toEqual(['39', '13']);

  await signIn();
  await page.goto(`${host.url}/stock/counts`);
  await page.getByRole('button', { name: t('stock-count-new') }).click();
  await page.getByRole('button', { name: t('stock-count-start'), exact: true }).click();
  const field = page.getByLabel(t('stock-scan'), { exact: true });
  await field.waitFor();
  await look('empty');

  // A scanner types a code and Enter; the field keeps the focus.
  const scan = async (code: string, told: string) => {
    expect(await field.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await page.locator(`[data-told=${told}]`).waitFor();
  };
  await scan('NW-01', 'counted');
  await scan('nw-01', 'counted');
  await page.getByRole('button', { name: t('stock-one-more') }).waitFor();
  await scan('=36', 'counted');
  await scan('13*NW-03', 'counted');
  await scan('4006381333931', 'unknown');
  await page.getByText(t('stock-scan-unknown', { code: '4006381333931' })).waitFor();
  await look('scanned', { aria: true });

  // Whoever reloads goes on where they were.
  await page.reload();
  await page.getByRole('button', { name: t('stock-unknown-forget', { code: '4006381333931' }) }).waitFor();
  expect(await page.getByRole('listitem').count()).toBe(2);

  await page.getByRole('button', { name: t('stock-count-review') }).click();
  const row = page.getByRole('row').filter({ hasText: 'NW-01' });
  await row.waitFor();
  expect(await row.innerText()).toContain('54'); // three at 18.00 are missing
  expect(await page.getByRole('row').filter({ hasText: 'NW-03' }).count()).toBe(0);
  await look('differences', { aria: true });
  await page.getByRole('button', { name: t('stock-count-post'), exact: true }).click();
  await page.getByText(t('stock-count-posted'), { exact: true }).waitFor();
  await look('posted');

  const after = await onHand();
  expect([of(after, 'NW-01'), of(after, 'NW-03')]).toEqual(['36', '13']);

  // On hand, the card and the entry in the books say the same.
  await page.goto(`${host.url}/stock/items?q=NW-01`);
  await page.getByRole('row').filter({ hasText: 'NW-01' }).waitFor();
  await look('items');
  await page.getByRole('row').filter({ hasText: 'NW-01' }).getByRole('link').click();
  await page.getByRole('heading', { name: t('stock-card') }).waitFor();
  await page.getByRole('link', { name: /54/ }).waitFor();
  await look('card');
  await page.getByRole('link', { name: /54/ }).click();
  await page.getByRole('heading', { level: 1, name: /STK/ }).waitFor();
  await page.goto(`${host.url}/stock/moves?show=done&q=SC-`);
  await page.getByRole('button', { name: t('stock-reverse') }).first().waitFor();
  await look('moves');
  await page.goto(`${host.url}/stock/move/new?kind=delivery`);
  await page.getByRole('button', { name: t('stock-do-now') }).waitFor();
  await look('delivery');
  await page.goto(`${host.url}/stock/on-hand`);
  await page.getByRole('row').nth(1).waitFor();
  await look('on-hand');
});
