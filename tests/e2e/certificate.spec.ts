import { expect, test } from './fixtures.ts';
import { CertificatePage } from './pages/CertificatePage.ts';
import { answerRequest } from './support/authority.ts';
import { pfxFile } from './support/pfxFile.ts';
import { seenByPeer } from './support/starttlsPeer.ts';

const names = ['relay.office.example'];

test('our own certificate is shown as other servers see it', async ({ page, engine }) => {
  const certificate = new CertificatePage(page);
  await certificate.open();
  await expect(certificate.state('Self-signed, made by Sealpost')).toContainText(/729 days left/);
  await expect(certificate.inUse.fact('SHA-256')).toContainText(await seenByPeer(engine.smtpPort));
  await expect(certificate.inUse.fact('Organization')).toHaveText('Sealpost');
});

test('a new one is made as it was asked for, and is in use at once', async ({ page, engine }) => {
  const certificate = new CertificatePage(page);
  await certificate.open();
  await certificate.startMaking();
  await certificate.field('Names').fill('relay.office.example\n192.0.2.25');
  await certificate.field('Organization').fill('The Office Ltd');
  await certificate.field('Country').fill('Britain');
  await certificate.field('State').fill('Oxfordshire');
  await certificate.field('Locality').fill('Abingdon');
  await certificate.field('Key type').selectOption({ label: 'RSA 2048' });
  await certificate.field('Valid for (days)').fill('90');
  await certificate.press('Make it');
  await expect(certificate.field('Country')).toHaveAccessibleDescription(/two letters/);
  await expect(certificate.field('Country')).toBeFocused();
  await expect(certificate.field('Organization')).toHaveValue('The Office Ltd');

  await certificate.field('Country').fill('GB');
  await certificate.field('Names').fill('not a name!');
  await certificate.press('Make it');
  await expect(certificate.field('Names')).toHaveAccessibleDescription(
    /"name!" is neither a host name nor an IP address/,
  );
  await certificate.field('Names').fill('relay.office.example\n192.0.2.25');
  await certificate.press('Make it');
  await expect(certificate.dialog).toBeHidden();

  const { inUse } = certificate;
  await expect(inUse.fact('Common Name')).toHaveText('relay.office.example');
  await expect(inUse.fact('SANs')).toHaveText('DNS:relay.office.example, IP:192.0.2.25');
  await expect(inUse.fact('Organization')).toHaveText('The Office Ltd');
  await expect(inUse.fact('Location')).toHaveText('C=GB, ST=Oxfordshire, L=Abingdon');
  await expect(inUse.fact('Key')).toHaveText('RSA 2048');
  await expect(inUse.fact('Valid')).toContainText('89 days left');
  await expect(inUse.fact('SHA-256')).toContainText(await seenByPeer(engine.smtpPort));
  await expect(page.getByText('The certificate is for another name.')).toBeVisible();
});

test('one is requested, and the answer imported: its key was kept', async ({ page, engine, lab }) => {
  const certificate = new CertificatePage(page);
  await certificate.open();
  const before = await seenByPeer(engine.smtpPort);
  await engine.call('settings.save', { hostname: 'relay.office.example' });
  await expect.poll(async () => (await engine.call('status.get', {})).hostname).toBe('relay.office.example');
  await page.reload();
  await certificate.startRequesting();
  await expect(certificate.field('Names')).toHaveValue('relay.office.example');
  await certificate.press('Make the request');
  await expect(certificate.requestText).toContainText('BEGIN CERTIFICATE REQUEST');
  await expect(certificate.dialog).toContainText('The key stays in Sealpost and is kept until the answer is imported');
  const csr = await certificate.requestText.innerText();
  await certificate.press('Done');
  await expect(certificate.waitingRequest).toContainText('For relay.office.example');
  expect(await seenByPeer(engine.smtpPort)).toBe(before);

  await certificate.waitingRequest.getByRole('button', { name: 'Import the answer' }).click();
  await certificate.field('Certificates').fill(await answerRequest(lab, csr));
  await certificate.press('Import');
  await expect(certificate.dialog).toBeHidden();
  await expect(certificate.waitingRequest).toBeHidden();
  await expect(certificate.state('Signed by an authority')).toContainText('199 days left');
  await expect(certificate.state('Signed by an authority')).toContainText('It is not renewed by itself.');
  await expect(certificate.inUse.fact('Issuer')).toContainText('Sealpost Lab Root');
  await expect(certificate.inUse.fact('SHA-256')).toContainText(await seenByPeer(engine.smtpPort));
});

test('what does not fit is refused beside its field, and changes nothing', async ({ page, engine, lab }) => {
  const certificate = new CertificatePage(page);
  await certificate.open();
  const before = await seenByPeer(engine.smtpPort);
  const [one, other] = [await lab.ca.issue({ names }), await lab.ca.issue({ names })];
  await certificate.startImporting();
  await certificate.press('Import');
  await expect(certificate.field('Certificates')).toHaveAccessibleDescription(/There is no certificate/);

  await certificate.field('Certificates').fill(one.cert);
  await certificate.press('Import');
  await expect(certificate.field('Private key')).toHaveAccessibleDescription(/does not belong to the key in use/);
  await certificate.field('Private key').fill(other.key);
  await certificate.press('Import');
  await expect(certificate.field('Private key')).toHaveAccessibleDescription(/do not belong together/);
  await expect(certificate.field('Private key')).toBeFocused();

  const expired = await lab.ca.issue({ names, notAfter: new Date(Date.now() - 86_400_000) });
  await certificate.field('Certificates').fill(expired.cert);
  await certificate.field('Private key').fill(expired.key);
  await certificate.press('Import');
  await expect(certificate.field('Certificates')).toHaveAccessibleDescription(/has expired/);
  expect(await seenByPeer(engine.smtpPort)).toBe(before);

  await certificate.field('Certificates').fill('');
  await certificate.choosePem({ name: 'holiday.pem', text: 'a beach' });
  await expect(certificate.dialog.getByRole('status')).toContainText('"holiday.pem" has neither a certificate');
  await certificate.choosePem({ name: 'relay.crt', text: one.cert }, { name: 'relay.key', text: one.key });
  await expect(certificate.dialog.getByRole('status')).toContainText('and a private key.');
  await expect(certificate.field('Private key')).toHaveValue(one.key.trim());
  await certificate.press('Import');
  await expect(certificate.dialog).toBeHidden();
  await expect(certificate.inUse.fact('Pin')).toHaveText(one.spkiPin);
});

test('a PFX file is imported with its password, chain included', async ({ page, engine, lab }) => {
  const issuer = await lab.ca.intermediate('Lab Issuing CA');
  const issued = await lab.ca.issue({ names, issuer });
  const pfx = pfxFile(issued, 'open sesame');
  test.skip(pfx === null, 'openssl is not installed');
  if (pfx === null) return;
  const certificate = new CertificatePage(page);
  await certificate.open();
  await certificate.startImporting();
  await certificate.chooseFile('relay.pfx', pfx);
  await certificate.field('Password of the file').fill('wrong');
  await certificate.press('Import');
  await expect(certificate.field('Password of the file')).toHaveAccessibleDescription(
    /password does not open the file/,
  );

  await certificate.field('Password of the file').fill('open sesame');
  await certificate.press('Import');
  await expect(certificate.dialog).toBeHidden();
  await expect(certificate.inUse.chain).toHaveText([/relay\.office\.example/, /Lab Issuing CA/]);
  await expect(certificate.inUse.fact('Pin')).toHaveText(issued.spkiPin);
  await expect(certificate.inUse.fact('SHA-256')).toContainText(await seenByPeer(engine.smtpPort));
});

test('the request is kept as a file', async ({ page, carrier }) => {
  test.skip(carrier === 'electron', 'Electron asks where to, in a window of the system.');
  const certificate = new CertificatePage(page);
  await certificate.open();
  await certificate.startRequesting();
  await certificate.press('Make the request');
  const download = page.waitForEvent('download');
  await certificate.dialog.getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('sealpost-request.csr');
});
