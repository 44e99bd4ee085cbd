// An administrator installs a plugin: trusts its vendor, reads what it asks for and why, consents, looks how it does, and takes it away.
import { expect } from 'vitest';

import { nextVersion, packages } from './support/packages';
import { story } from './support/story';

const packed = packages('credit-limit');
const next = nextVersion('credit-limit', (manifest) => manifest
  .replace('version = "1.0.0"', 'version = "1.1.0"')
  .replace('[[extension]]', '[[capability]]\nname = "contacts.search"\nreason = "To find customers by their tax number."\n\n[[extension]]'));

story('plugin', async ({ page, t, signIn, look, host }) => {
  await signIn();
  await page.locator('#main h1').waitFor();
  await page.goto(`${host.url}/admin/plugins`);
  await page.getByRole('heading', { name: t('admin-no-plugins') }).waitFor();
  await look('none');
  await page.getByRole('button', { name: t('admin-install') }).first().click();

  // Nobody trusts the vendor's key yet.
  await page.getByLabel(t('admin-package'), { exact: true }).setInputFiles(packed.files['credit-limit']!);
  await page.getByText(t('admin-key-unknown')).waitFor();
  await page.getByText(packed.key).waitFor();
  await look('key');
  await page.getByLabel(t('admin-key-whose')).fill('Keel');
  await page.getByRole('button', { name: t('admin-key-trust') }).click();

  // Each capability with the vendor's reason, and with what it may lead to; nothing is agreed to beforehand.
  await page.getByRole('heading', { name: t('admin-asks'), exact: true }).waitFor();
  await page.getByText(t('admin-reason', { reason: 'To know what a customer owes.' })).waitFor();
  await page.getByText(t('admin-may-ledger-read')).waitFor();
  expect(await page.locator('#main').getByRole('checkbox', { checked: true }).count()).toBe(1);
  await look('consent', { inside: '#asks', aria: true });
  await page.getByLabel(t('admin-consent-all')).check();
  await page.getByRole('button', { name: t('admin-install-it'), exact: true }).click();

  // It works; its health, its rights and its settings have tabs in the address.
  await page.waitForURL(/\/admin\/plugins\/credit-limit$/);
  await page.getByRole('heading', { name: t('admin-health') }).waitFor();
  await page.getByText(t('admin-state-enabled'), { exact: true }).waitFor();
  await look('health');
  for (const tab of ['capabilities', 'settings', 'usage', 'faults', 'waiting', 'versions']) {
    await page.getByRole('tab', { name: t(`admin-tab-${tab}`) }).click();
    await page.waitForURL(new RegExp(`tab=${tab}`));
    await expect.poll(() => page.locator('#main').getByRole('status', { name: t('loading') }).count()).toBe(0);
    await look(tab);
  }
  await page.getByRole('tab', { name: t('admin-tab-settings') }).click();
  await page.getByLabel('Warn from this share of the limit').fill('75');
  await page.getByRole('button', { name: t('save') }).click();
  await page.getByText(t('admin-set-here')).waitFor();

  // Its calls are recorded, and it is called.
  await page.getByRole('tab', { name: t('admin-tab-versions') }).click();
  const record = page.getByRole('switch', { name: t('admin-record-calls') });
  await record.click();
  await expect.poll(() => record.isChecked()).toBe(true);
  const companies = await host.call('GET', '/api/v1/records/company') as { items: { id: string }[] };
  const customers = await host.call('GET', '/api/v1/contacts/search?q=alfreds') as { id: string }[];
  await host.call('POST', '/api/v1/actions/credit-limit.raise-limit', {
    company: companies.items[0]!.id, target: customers[0]!.id, input: { limit: '5000.00', reason: 'They pay at once.' },
  });

  // The next version asks for more: it waits until that is agreed to, then works, and can be taken back.
  await page.goto(`${host.url}/admin/plugins/install`);
  await page.getByLabel(t('admin-package'), { exact: true }).setInputFiles(next);
  await page.getByRole('heading', { name: t('admin-asks-more') }).waitFor();
  await page.getByRole('button', { name: t('admin-rehearse') }).click();
  // How often it was called by then hangs on how quickly its events are heard.
  await page.getByText(new RegExp(t('admin-rehearsed', { calls: 'N', same: 'N', other: 0 }).replaceAll('N', '\\d+'))).waitFor();
  await look('upgrade');
  await page.getByRole('button', { name: t('admin-upgrade'), exact: true }).click();
  await page.waitForURL(/tab=versions/);
  await page.getByText(t('admin-waits', { version: '1.1.0' })).first().waitFor();
  await page.getByRole('checkbox', { name: new RegExp(t('admin-can-contacts-search')) }).check();
  await look('waits');
  await page.getByRole('button', { name: t('admin-consent') }).click();
  await page.getByRole('heading', { name: t('admin-version-now', { version: '1.1.0' }) }).waitFor();
  await page.getByRole('button', { name: t('admin-roll-back-to', { version: '1.0.0' }) }).click();
  await page.getByRole('dialog').getByRole('button', { name: t('admin-roll-back') }).click();
  await page.getByRole('heading', { name: t('admin-version-now', { version: '1.0.0' }) }).waitFor();

  // Taken away: its name is typed, its data is handed over.
  await page.getByRole('button', { name: t('admin-uninstall') }).click();
  const dialog = page.getByRole('dialog', { name: t('admin-uninstall') });
  const sure = dialog.getByRole('button', { name: t('admin-uninstall') });
  expect(await sure.isDisabled()).toBe(true);
  await dialog.getByLabel(t('admin-uninstall-type', { code: 'credit-limit' })).fill('credit-limit');
  await sure.click();
  await dialog.getByText(t('admin-uninstalled', { plugin: 'Credit limit' })).waitFor();
  await look('uninstalled');
  await dialog.getByRole('button', { name: t('close') }).last().click();
  await page.getByRole('heading', { name: t('admin-no-plugins') }).waitFor();
});
