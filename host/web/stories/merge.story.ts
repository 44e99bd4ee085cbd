// Two contacts turn out to be one: found, compared side by side, chosen field by field, merged.
import { expect } from 'vitest';

import { story } from './support/story';

interface Made {
  id: string;
}

story('merge', async ({ page, host, t, signIn, look }) => {
  const make = (body: object) => host.call('POST', '/api/v1/records/contact', body) as Promise<Made>;
  const email = (address: string) => ({ address, kind: 'work' });
  const old = await make({
    kind: 'organisation', name: 'Harbour Chandlery Ltd', code: 'HARB', note: 'Pays within a week', emails: [email('office@harbour.example')], phones: [{ given: '+359888123456' }],
  });
  const twin = await make({
    kind: 'organisation', name: 'Harbour Chandlery', language: 'bg', note: 'Asks for pallets', emails: [email('office@harbour.example'), email('sales@harbour.example')],
  });
  await signIn();
  await page.locator('#main').waitFor();

  await page.goto(`${host.url}/contacts/duplicates`);
  const pair = page.getByRole('list', { name: t('contacts-duplicates') }).getByRole('listitem').filter({ hasText: 'Harbour Chandlery Ltd' });
  await pair.getByText(t('contacts-reason-email')).waitFor();
  await look('pairs', { aria: true });
  await pair.getByRole('button', { name: t('contacts-compare') }).click();

  // The newer note holds, the older name stays.
  const sides = page.getByRole('table', { name: t('contacts-side-by-side') });
  await sides.getByText('Pays within a week').waitFor();
  await sides.getByRole('row').filter({ hasText: 'Pays within a week' }).getByRole('radio').nth(1).check();
  await look('side-by-side', { aria: true });
  await page.getByRole('button', { name: t('contacts-merge-do') }).click();
  await page.waitForURL(`**/r/contact/${old.id}`);
  await look('merged');

  const merged = await host.call('GET', `/api/v1/records/contact/${old.id}`) as { name: string; note: string; language: string; emails: { address: string }[] };
  expect(merged).toMatchObject({ name: 'Harbour Chandlery Ltd', note: 'Asks for pallets', language: 'bg' });
  expect(merged.emails.map((one) => one.address).sort()).toEqual(['office@harbour.example', 'sales@harbour.example']);
  expect(await host.call('GET', `/api/v1/records/contact/${twin.id}`)).toMatchObject({ merged_into: old.id, active: false });

  // Nothing is left to be compared; erasing says what it means first.
  await page.goto(`${host.url}/contacts/duplicates`);
  await page.getByRole('heading', { name: t('contacts-duplicates-none') }).waitFor();
  await page.goto(`${host.url}/contacts/findings`);
  await page.getByRole('table', { name: t('contacts-findings') }).or(page.getByRole('heading', { name: t('contacts-findings-none') })).waitFor();
  await look('findings');
  const person = await make({ kind: 'person', name: 'Ana Marinova', given_name: 'Ana', family_name: 'Marinova' });
  await page.goto(`${host.url}/contacts/erase?contact=${person.id}`);
  const name = page.getByLabel(t('contacts-erase-type', { name: 'Ana Marinova' }));
  await name.waitFor();
  const erase = page.getByRole('button', { name: t('contacts-erase-do') });
  expect(await erase.isDisabled()).toBe(true);
  await look('erase');
  await name.fill('Ana Marinova');
  await erase.click();
  await page.getByText(t('contacts-erased', { removed: 0, kept: 0 })).waitFor();
});
