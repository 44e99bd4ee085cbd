// Somebody sells: a lead becomes a customer and an opportunity, that a quotation, an order, a delivery and a paid invoice.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import { install, packages } from './support/packages';
import { story } from './support/story';

const packed = packages('crm', 'invoicing', 'sales', 'crm_sales');

/** What plugins call what is filled in and pressed, in the two languages. */
const words = {
  en: { name: 'Name', organisation: 'Organisation', convert: 'Convert', quotation: 'New quotation', confirm: 'Confirm', ship: 'Ship', invoice: 'Invoice', pay: 'Register payment', quantity: 'Quantity', price: 'Price' },
  bg: { name: 'Име', organisation: 'Организация', convert: 'Превърни', quotation: 'Нова оферта', confirm: 'Потвърди', ship: 'Изпрати', invoice: 'Фактура', pay: 'Регистрирай плащане', quantity: 'Количество', price: 'Цена' },
};

interface Listed {
  items: { id: string; version: number; [field: string]: unknown }[];
}

story('sell', async ({ page, host, way, phone, t, signIn, look }) => {
  const say = words[way.language];
  install(host, packed);
  await signIn();
  const one = async (type: string) => ((await host.call('GET', `/api/v1/records/${type}?sort=-created_at&limit=1`)) as Listed).items[0];
  const becomes = (type: string, field: string, value: unknown) =>
    expect.poll(async () => (await one(type))?.[field], { timeout: 20_000 }).toEqual(value);
  const open = async (type: string) => {
    await page.goto(`${host.url}/r/${type}/${(await one(type))!.id}`);
    await page.getByRole('complementary').waitFor();
  };

  await page.goto(`${host.url}/r/crm.lead/new`);
  await page.getByRole('textbox', { name: say.name, exact: true }).fill('Ana Petrova');
  await page.getByRole('textbox', { name: say.organisation, exact: true }).fill('Boat House');
  await page.keyboard.press('Control+s');
  await page.waitForURL(/crm\.lead\/[0-9a-f-]{36}$/);
  await press(page, say.convert);
  await becomes('crm.lead', 'status', 'converted');
  await look('lead');

  await open('crm.opportunity');
  await press(page, say.quotation);
  await expect.poll(async () => (await one('sales.order'))?.state, { timeout: 20_000 }).toBe('quotation');
  await look('opportunity');

  await open('sales.order');
  const order = (await one('sales.order'))!;
  if (phone) {
    // A quotation of lines is written at a desk; on the way it is looked at, shipped and invoiced.
    const chai = ((await host.call('GET', '/api/v1/records/item?q=Chai&limit=1')) as Listed).items[0]!;
    await host.change('sales.order', order.id, order.version, { lines: [{ item: chai.id, quantity: '3', price: '10' }] });
  } else {
    await page.getByRole('button', { name: t('grid-add') }).first().click();
    await page.keyboard.type('Chai');
    await page.getByRole('option', { name: /Chai/ }).first().waitFor();
    for (const typed of ['', '', '3', '10']) {
      await page.keyboard.press('Tab');
      if (typed) await page.keyboard.type(typed);
    }
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+s');
  }
  await becomes('sales.order', 'untaxed', '30.00');
  await look('quotation');

  await press(page, say.confirm);
  await becomes('sales.order', 'state', 'confirmed');
  await press(page, say.ship);
  await becomes('sales.order', 'delivery_status', 'delivered');
  await press(page, say.invoice);
  await becomes('invoicing.invoice', 'state', 'posted');
  await look('shipped');

  await open('invoicing.invoice');
  await page.getByRole('button', { name: t('form-actions') }).click();
  await page.getByRole('menuitem', { name: say.pay }).click();
  // How much, when and how: nothing said is all of it, today, to the bank.
  await page.getByRole('dialog').getByRole('button', { name: say.pay, exact: true }).click();
  await becomes('invoicing.invoice', 'state', 'paid');
  await look('paid');

  expect((await one('crm.opportunity'))!.status).toBe('won');
  // The books hold it: what the customer owed is paid, and the goods left the stock at their cost.
  const books = JSON.stringify(await host.call('GET', '/api/v1/verify'));
  expect(books).toContain('"clean":true');
});

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click();
}
