// The flagship: at a stage of an order's process somebody presses one button. Short of goods nothing has happened and the screen says
// what is missing; with them the shipment, its ledger entries and the step are there together, and the invoice with them.
import { readFileSync } from 'node:fs';

import { expect } from 'vitest';

import { install, packages } from './support/packages';
import { story } from './support/story';

const packed = packages('invoicing', 'sales', 'process');
const diagram = readFileSync(new URL('../../../plugins/process/samples/order-fulfilment.bpmn', import.meta.url), 'utf8');

interface One {
  id: string;
  [field: string]: unknown;
}
interface ListOf {
  items: One[];
}

story('fulfilment', async ({ page, host, t, signIn, look }) => {
  install(host, packed);
  // The host notices within a moment what was installed beside it.
  const known = async () => ((await host.call('GET', '/api/v1/interface')) as { plugins: unknown[] }).plugins.length;
  await expect.poll(known, { timeout: 60_000 }).toBe(3);
  const list = async (type: string, query = '') => ((await host.call('GET', `/api/v1/records/${type}?limit=200${query}`)) as ListOf).items;
  const company = (await list('company'))[0]!.id;
  const act = (action: string, target: string | undefined, input: object) => host.call('POST', `/api/v1/actions/${action}`, { company, target, input });
  const [chai] = await list('item', '&filter=code:eq:NW-01');
  const [customer] = await list('contact', '&q=Alfreds');
  const locations = await list('location');
  const place = (code: string) => locations.find((one) => one.code === code)!.id;
  const today = new Date().toISOString().slice(0, 10);
  const order = async (quantity: string) => {
    const made = (await host.call('POST', '/api/v1/records/sales.order', {
      company, contact: customer!.id, policy: 'on-delivery', lines: [{ item: chai!.id, quantity, price: '10' }],
    })) as One;
    await act('sales.confirm', made.id, {});
    return made;
  };
  const ours = await order('5');
  await act('process.deploy', undefined, { xml: diagram });
  await act('process.start', undefined, { key: 'order-fulfilment', subject_type: 'sales.order', subject: ours.id, variables: { customer: customer!.id } });
  const state = async () => ({
    entries: (await list('entry')).length, moves: (await list('stock-move', '&filter=state:eq:done')).length,
    order: (await list('sales.order', `&filter=id:eq:${ours.id}`))[0]!.delivery_status, tasks: (await list('process.user-task', '&filter=state:eq:open')).map((one) => one.name),
  });

  // My work says what to do, for whom, and which ways there are.
  await signIn();
  const main = page.locator('#main');
  await main.getByText('Check the order').first().waitFor();
  await main.getByText('Alfreds Futterkiste').first().waitFor();
  await look('my-work');
  await main.getByRole('button', { name: 'Accept', exact: true }).click();
  await main.getByRole('button', { name: 'Ship', exact: true }).waitFor();

  // Meanwhile somebody more urgent gets the goods.
  const open = (await list('stock-move')).filter((one) => one.state !== 'done').map((one) => one.id);
  await host.call('POST', '/api/v1/actions/stock.unreserve', { company, moves: open });
  const urgent = await order('37');
  await act('sales.ship', urgent.id, {});
  const before = await state();
  await main.getByRole('button', { name: 'Ship', exact: true }).click();
  const refusal = main.getByRole('alert').filter({ hasText: t('view-refused') });
  await refusal.waitFor();
  expect(await refusal.textContent()).toMatch(/Chai.*3.*5/);
  expect(await state()).toEqual(before);
  await look('short');

  // Goods come in, and one press does it all.
  await host.call('POST', '/api/v1/actions/stock.move-many', {
    company, on: today, moves: [{ item: chai!.id, from_location: place('SUPPLIERS'), to_location: place('STOCK'), quantity: '10', unit_cost: '18' }],
  });
  await main.getByRole('button', { name: 'Ship', exact: true }).click();
  await expect.poll(async () => (await state()).order, { timeout: 20_000 }).toBe('delivered');
  const after = await state();
  expect(after.tasks).toEqual([]);
  expect(after.entries).toBeGreaterThan(before.entries);
  const [invoice] = await list('invoicing.invoice', `&filter=source:eq:${ours.id}`);
  expect([invoice!.state, invoice!.total]).toEqual(['posted', '50.00']);
  await refusal.waitFor({ state: 'hidden' });
  await look('shipped');

  // The diagram shows where the process is now: it waits for the money.
  const [instance] = await list('process.instance');
  await page.goto(`${host.url}/r/process.instance/${instance!.id}`);
  await main.locator('[data-element-id=wait_payment]').first().waitFor();
  await look('diagram');
  await act('invoicing.register-payment', invoice!.id, {});
  await expect.poll(async () => (await list('process.instance'))[0]!.state, { timeout: 20_000 }).toBe('completed');
  expect(JSON.stringify(await host.call('GET', '/api/v1/verify'))).toContain('"clean":true');
});
