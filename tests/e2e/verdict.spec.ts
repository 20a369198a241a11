import { expect, test } from './fixtures.ts';
import { CertificateView } from './pages/CertificateView.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { RoutesPage } from './pages/RoutesPage.ts';
import { TestDrawer } from './pages/TestDrawer.ts';

test('a red mark says what was found, and a new test believes what has been put right', async ({
  page,
  engine,
  lab,
}) => {
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  const domains = new DomainsPage(page);
  const drawer = new TestDrawer(page);
  const host = 'mx.expired.example';
  await domains.open();
  await expect(drawer.mark('expired.example')).toHaveAccessibleName(
    /would wait\. The certificate has expired\. Tested/,
  );
  await drawer.open('expired.example');
  await expect(drawer.result).toContainText('Does not pass');
  await expect(drawer.result).toContainText('Strictest mode that passes: Relaxed Encryption Mode');
  await expect(drawer.result).toContainText('Not stricter, because the certificate has expired.');
  await expect(drawer.drawer).toContainText(/Tested (now|\d+ s ago)/);
  await expect(drawer.mode(host, 'Strict - Trusted Enforced')).toContainText('would not pass');
  await expect(drawer.mode(host, 'Strict - Trusted Enforced')).toContainText('The certificate has expired.');
  await expect(drawer.mode(host, 'Relaxed Encryption Mode')).toContainText(': would pass');
  await expect(drawer.fact(host, 'Address')).toHaveText(`127.0.1.3, port ${lab.deliveryPort}`);
  await expect(drawer.fact(host, 'STARTTLS')).toHaveText('Offered');
  await expect(drawer.fact(host, 'Protocol')).toHaveText('TLS 1.3');
  await expect(drawer.fact(host, 'Cipher')).toHaveText(/^TLS_/);
  await expect(drawer.fact(host, 'Name match')).toHaveText('Yes');
  await expect(drawer.fact(host, 'Handshake')).toHaveText(/^[\d.]+ ms$/);

  lab.doubles.expired.behaviour.tls = await lab.ca.issue({ names: [host] });
  await drawer.testAgain();
  await expect(drawer.result).toContainText('Mail to the domain can be sent as the rule asks.');
  await expect(drawer.result).toContainText('Strictest mode that passes: Strict - Trusted Enforced');
  await drawer.close();
  await expect(drawer.mark('expired.example')).toBeFocused();
});

test('the certificate of a server is shown as everywhere, each of its chain', async ({ page, engine, lab }) => {
  const host = 'mx.trusted.example';
  const issuer = await lab.ca.intermediate('Lab Issuing CA');
  const issued = await lab.ca.issue({ names: [host, 'mail.trusted.example'], issuer });
  lab.doubles.trusted.behaviour.tls = issued;
  await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
  const drawer = new TestDrawer(page);
  await new DomainsPage(page).open();
  await drawer.open('trusted.example');
  const certificate = drawer.certificate(host);
  await certificate.disclose();
  await expect(certificate.fact('Common Name')).toHaveText(host);
  await expect(certificate.fact('SANs')).toHaveText(`DNS:${host}, DNS:mail.trusted.example`);
  await expect(certificate.fact('Organization')).toHaveText('Sealpost Lab');
  await expect(certificate.fact('Location')).toHaveText('C=GB, L=Abingdon');
  await expect(certificate.fact('Serial Number')).toHaveText(/^[0-9a-f]{2}(:[0-9a-f]{2})+$/);
  await expect(certificate.fact('Signature Algorithm')).toHaveText('ecdsa-with-SHA256');
  await expect(certificate.fact('Issuer')).toHaveText(/CN=Lab Issuing CA/);
  await expect(certificate.fact('Valid')).toContainText('364 days left');
  await expect(certificate.fact('Key')).toHaveText('EC prime256v1');
  await expect(certificate.fact('Pin')).toHaveText(issued.spkiPin);

  await expect(certificate.chain).toHaveText([/mx\.trusted\.example/, /Lab Issuing CA/]);
  await certificate.place.getByRole('button', { name: 'Copy as PEM' }).click();
  await expect(certificate.place.getByRole('button', { name: 'Copied' })).toBeVisible();
  await certificate.chain.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(certificate.fact('Common Name')).toHaveText('Lab Issuing CA');
  await expect(certificate.fact('Issuer')).toHaveText(/CN=Sealpost Lab Root/);
});

test('of several servers, the weakest decides, and the others can be looked at too', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: 'second-mx.example', mode: 'strict' });
  const drawer = new TestDrawer(page);
  await new DomainsPage(page).open();
  await drawer.open('second-mx.example');
  await expect(drawer.result).toContainText('because of mx1.second-mx.example: the TLS handshake broke off.');
  await expect(drawer.server('mx1.second-mx.example')).toContainText('Preference 10');
  await expect(drawer.mode('mx1.second-mx.example', 'Relaxed Encryption Mode')).toContainText('would not pass');
  await drawer.server('mx2.second-mx.example').click();
  await expect(drawer.mode('mx2.second-mx.example', 'Strict - Trusted Enforced')).toContainText(': would pass');
});

test('a server that is busy is not called one without TLS', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: 'busy.example', mode: 'strict' });
  const drawer = new TestDrawer(page);
  await new DomainsPage(page).open();
  await drawer.open('busy.example');
  await expect(drawer.result).toContainText('It is not known whether mail would pass.');
  await expect(drawer.mode('mx.busy.example', 'Strict - Trusted Enforced')).toContainText('not known');
  await expect(drawer.fact('mx.busy.example', 'STARTTLS')).toHaveText('Not known');
  await expect(drawer.fact('mx.busy.example', 'Technical detail')).toContainText('421 4.3.2');
});

test('a wildcard has no test, but a name below it does', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: '*.trusted.example', mode: 'strict' });
  const drawer = new TestDrawer(page);
  await new DomainsPage(page).open();
  await expect(drawer.mark('*.trusted.example')).toHaveAccessibleName(/There is no test of a wildcard\.$/);
  await drawer.open('*.trusted.example');
  await expect(drawer.drawer).toContainText('each may have mail servers of its own');
  const name = drawer.drawer.getByLabel('A domain below trusted.example');
  await name.fill('mx.trusted.example');
  await name.press('Enter');
  await expect(drawer.result).toContainText('Strictest mode that passes: Strict - Trusted Enforced');
});

test('a certificate that ends soon is told of in the list', async ({ page, engine, lab }) => {
  const names = ['mx.trusted.example'];
  const notAfter = new Date(Date.now() + 12.5 * 86_400_000);
  lab.doubles.trusted.behaviour.tls = await lab.ca.issue({ names, notAfter });
  await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
  await new DomainsPage(page).open();
  await expect(new TestDrawer(page).mark('trusted.example')).toHaveAccessibleName(/Its certificate ends in 12 days\.$/);
});

test('a tested route shows its certificate', async ({ page, lab }) => {
  const routes = new RoutesPage(page);
  await routes.open();
  const server = 'mx.self-signed.example';
  await routes.add({ name: 'Exchange', domains: 'office.example', server, port: lab.deliveryPort });
  await routes.startValidating();
  await routes.test('boss@office.example');
  const certificate = new CertificateView(routes.result('Exchange'));
  await certificate.disclose();
  await expect(certificate.fact('Common Name')).toHaveText(server);
  await expect(certificate.fact('Issuer')).toContainText(`CN=${server}`);
});
