// Twenty customers in the columns of Northwind's table come in; two rows are wrong, are mended at their cells, and all is taken back.
import { text } from 'node:stream/consumers';

import { expect } from 'vitest';

import { story } from './support/story';

const FILE = `customer_id,company_name,contact_name,contact_title,address,city,region,postal_code,country,phone,fax
AURIG,Auriga Feinkost,Lena Vogt,Sales Representative,Lange Str. 14,Leipzig,,04103,Germany,0341-2245671,0341-2245672
BELFR,Bel Frais,Claire Morin,Owner,"12, rue des Halles",Lyon,,69002,France,04.72.41.22.10,
BODAN,Bodega Andina,José Quispe,Order Administrator,Calle Mayor 8,Madrid,,28013,Spain,(91) 555 21 07,(91) 555 21 08
CASAR,Casa Rosário,Teresa Lopes,Sales Agent,Rua da Prata 80,Lisboa,,1100-420,Portugal,(1) 354-2109,
DELFT,Delft Delicatessen,Joost de Wit,Owner,Oude Delft 31,Delft,,2611 BC,Netherlands,015-2123456,
DUNEL,Dunedin Larder,Fiona Reid,Marketing Manager,7 Queen St.,Edinburgh,,EH2 1JE,UK,(0131) 555-0199,
FJORD,Fjord & Fjell Mat,Ingrid Moe,Sales Manager,Strandgaten 5,Bergen,,5013,Norway,55 31 20 44,
GRANI,"Granit ""Nord"" Handel",Anders Lund,Owner,Storgatan 3,Luleå,,972 32,Sweden,0920-22 14 10,
HALMA,Halma Käse,Petra Engel,Accounting Manager,Marktplatz 1,Köln,,50667,Grmany,0221-2584410,
ISARF,Isar Feinbäckerei,Max Huber,Owner,Isartorplatz 2,München,,80331,Germany,089-2289911,
JURAV,Jura Vins,Paul Girard,Sales Representative,3 quai Perdonnet,Genève,,1201,Switzerland,022-7312210,
KOPEN,København Køkken,Mette Holm,Order Administrator,Nyhavn 12,København,,1051,Denmark,33 12 40 55,
LIGUR,Liguria Sapori,Marco Rossi,Sales Associate,Via Garibaldi 20,Genova,,16124,Italy,010-2471180,
BELFR,Belfort Traiteur,Anne Petit,Owner,4 rue Kléber,Belfort,,90000,France,03.84.28.11.09,
MAINE,Maine Lobster House,Tom Baker,Owner,22 Harbor Rd.,Portland,ME,04101,USA,(207) 555-0144,
NATIV,Native Grains Co-op,Laura Hill,Marketing Manager,410 Grain St.,Omaha,NE,68102,USA,(402) 555-0170,
OPORT,Oporto Conservas,Rui Costa,Sales Manager,Rua de Cedofeita 60,Porto,,4050-180,Portugal,22 200 1177,
PRAGA,Praga Uzeniny,Jan Dvořák,Owner,Dlouhá 9,Praha,,110 00,Czech Republic,224 811 520,
RILAB,Рила Био ЕООД,Мария Стоянова,Owner,ул. Граф Игнатиев 12,София,,1000,Bulgaria,02 987 65 43,
SALZB,Salzburger Spezereien,Eva Gruber,Sales Manager,Getreidegasse 4,Salzburg,,5020,Austria,0662-841200,
`;

story('import', async ({ page, t, host, signIn, look }) => {
  await signIn();
  await page.goto(`${host.url}/import`);
  await page.getByRole('heading', { name: t('import-what') }).waitFor();
  await look('start');

  await page.goto(`${host.url}/import/contact`);
  await page.getByRole('button', { name: t('import-choose') }).waitFor();
  await page.locator('input[type=file]').setInputFiles({ name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) });

  // Most columns are known by their names; one goes nowhere and is left so.
  const target = (column: string) => page.getByRole('combobox', { name: t('import-field-of', { column }), exact: true });
  await target('company_name').waitFor();
  expect(await target('contact_name').inputValue()).toBe('');
  expect(await target('postal_code').inputValue()).not.toBe('');

  // What the file does not say: they are organisations, and customers of this company.
  const constant = async (path: string, value: string) => {
    const option = (of: string) => page.locator(`[role=option][value="${of}"]:visible`);
    await page.getByRole('combobox', { name: t('import-constant-add') }).click();
    const name = (await option(path).innerText()).trim();
    await option(path).click();
    await page.getByLabel(name, { exact: true }).and(page.locator('input')).click();
    await option(value).click();
  };
  await constant('kind', 'organisation');
  await constant('roles.0.role', 'customer');
  const company = ((await host.call('GET', '/api/v1/records/company')) as { items: { id: string }[] }).items[0]!.id;
  await constant('roles.0.company', company);
  await look('columns', { aria: true });

  // Checked: two rows are refused, and their cells say why.
  await page.getByRole('button', { name: t('import-check'), exact: true }).click();
  const grid = page.getByRole('grid', { name: t('import-cells') });
  await grid.waitFor();
  const wrong = grid.locator('[role=gridcell][aria-invalid=true]');
  expect(await wrong.count()).toBe(2);
  await look('refused', { aria: true });

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: t('import-download-refused', { count: 2 }) }).click(),
  ]);
  const refused = (await text(await file.createReadStream())).trim().split('\r\n');
  expect(refused).toHaveLength(3);
  expect(refused[0]).toContain(t('import-why'));
  expect(refused[1]).toContain('HALMA');
  expect(refused[2]).toContain('Belfort Traiteur');

  // Mended in place: the country of one, the code of the other.
  const mend = async (row: string, column: number, typed: string) => {
    await grid.getByRole('row').filter({ hasText: row }).locator(`[data-column="${column}"]`).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
  };
  await mend('HALMA', 8, 'Germany');
  await mend('Belfort', 0, 'BELFO');
  await page.getByRole('button', { name: t('import-check-again') }).click();
  await page.getByText(t('import-all-good')).waitFor();
  await look('mended');

  await page.getByRole('button', { name: t('import-run', { count: 20 }) }).click();
  await page.getByText(t('import-done-all')).waitFor();
  await look('result', { aria: true });
  const found = async () => ((await host.call('GET', '/api/v1/records/contact?filter=code:in:HALMA|BELFO|RILAB&count=true')) as { total: number }).total;
  expect(await found()).toBe(3);

  // All of it is taken back, after one question.
  await page.getByRole('button', { name: t('import-undo'), exact: true }).click();
  await page.getByRole('dialog').getByRole('heading', { name: t('import-undo-title', { source: 'customers.csv' }) }).waitFor();
  // While a dialog fades in, its colours are not its own.
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished)));
  await look('undo');
  await page.getByRole('button', { name: t('import-undo-yes', { count: 20 }) }).click();
  await page.getByText(t('import-undone-all')).waitFor();
  expect(await found()).toBe(0);

  await page.goto(`${host.url}/import`);
  await page.getByRole('row').filter({ hasText: 'customers.csv' }).filter({ hasText: t('import-undone') }).getByRole('link').click();
  await page.getByText(t('import-findings')).first().waitFor();
  await look('batch');
});
