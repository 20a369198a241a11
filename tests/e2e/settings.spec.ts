import { expect, test } from './fixtures.ts';
import { SettingsPage } from './pages/SettingsPage.ts';

test('accepted domains and networks are in use once they are saved, and not before', async ({ page, engine }) => {
  const { settings: before } = await engine.call('settings.get', {});
  const settings = new SettingsPage(page);
  await settings.open();
  await expect(settings.saveBar).toBeHidden();
  await settings.field('Accepted domains').fill('foo bar');
  await expect(settings.field('Accepted domains')).toHaveAccessibleDescription(
    /"foo" and "bar" are each a domain of one word: give it in full/,
  );
  await settings.field('Accepted domains').fill('office.example\nmünchen.example');
  await expect(settings.field('Accepted domains')).toHaveAccessibleDescription('One a line.');
  await settings.field('Allowed networks').fill('127.0.0.0/8, ::1/128\n192.168.1.0/24');
  expect((await engine.call('settings.get', {})).settings).toEqual(before);

  await settings.saveAndWait();
  // Nothing else was touched: what the command line set stays in force.
  expect((await engine.call('settings.get', {})).settings).toEqual({
    ...before,
    acceptedDomains: ['office.example', 'xn--mnchen-3ya.example'],
    allowedNetworks: ['127.0.0.0/8', '::1/128', '192.168.1.0/24'],
  });
  await expect(settings.field('Accepted domains')).toHaveValue('office.example\nmünchen.example');
});

test('a schedule that cannot be read is refused beside its field, and nothing changes', async ({ page, engine }) => {
  const { settings: before } = await engine.call('settings.get', {});
  const settings = new SettingsPage(page);
  await settings.open();
  const schedule = settings.section('Retry schedule');
  await expect(schedule).toContainText('Tried again after 1 min, 6 min, 21 min, 51 min');
  await settings.field('Host name').fill('relay.office.example');
  await settings.field('Waits between tries').fill('1m, soon');
  await expect(schedule).not.toContainText('Tried again');
  await settings.save.click();
  await settings.expectRefused(settings.field('Waits between tries'), /"soon" is not a delay/);
  expect((await engine.call('settings.get', {})).settings).toEqual(before);

  await settings.field('Waits between tries').fill('2m, 1h*');
  await expect(schedule).toContainText('Tried again after 2 min, 1 h 2 min, then every 1 h.');
  await settings.saveAndWait();
  const { settings: after } = await engine.call('settings.get', {});
  expect([after.hostname, after.queue.retrySchedule]).toEqual(['relay.office.example', '2m, 1h*']);
});

test('a number out of bounds is told while it is typed', async ({ page, engine }) => {
  const settings = new SettingsPage(page);
  await settings.open();
  const days = settings.field('Kept for');
  await days.fill('0');
  await expect(days).toHaveAccessibleDescription(/A whole number from 1 to 3650/);
  await settings.field('Host name').focus();
  await settings.save.click();
  await settings.expectRefused(days, /A whole number/);
  await days.fill('30');
  await settings.field('Largest message').fill('25');
  await settings.saveAndWait();
  const { settings: after } = await engine.call('settings.get', {});
  expect([after.history.retentionDays, after.maxMessageBytes]).toEqual([30, 25 * 1024 * 1024]);
});

test('a listener on a taken port is refused; a free one is open at once', async ({ page, engine, lab }) => {
  const { settings: before } = await engine.call('settings.get', {});
  const peer = lab.doubles.trusted;
  const settings = new SettingsPage(page);
  await settings.open();
  const added = await settings.addListener(peer.address, peer.port);
  await settings.save.click();
  await settings.expectRefused(added.getByLabel('Port'), /Another program already listens/);
  expect((await engine.call('settings.get', {})).settings).toEqual(before);

  await added.getByRole('button', { name: /^Remove listener/ }).click();
  await expect(settings.saveBar).toBeHidden();
  await settings.addListener('127.0.0.2', 0);
  await settings.saveAndWait();
  const { listeners } = await engine.call('status.get', {});
  expect(listeners.map(({ state }) => state)).toEqual(['listening', 'listening']);
  await expect(settings.listeners.last()).toContainText(`at the moment ${listeners[1]?.port}`);
});

test('a user for the smart host needs strict; its password is kept, then forgotten', async ({ page, engine }) => {
  const settings = new SettingsPage(page);
  await settings.open();
  const smartHost = { server: 'mail.provider.example', user: 'office', password: 'secret-1' };
  await settings.useSmartHost({ ...smartHost, mode: 'Relaxed Encryption Mode' });
  await settings.save.click();
  await settings.expectRefused(settings.field('Encryption on the way there'), /choose strict/);
  expect((await engine.call('settings.get', {})).settings.smartHost).toBeNull();

  await settings.field('Encryption on the way there').selectOption('Strict - Trusted Enforced');
  await settings.saveAndWait();
  expect(await engine.call('settings.get', {})).toMatchObject({
    settings: { smartHost: { host: 'mail.provider.example', port: 587, mode: 'strict', username: 'office' } },
    smartHostPasswordSet: true,
  });
  const password = settings.field('Password');
  await expect(password).toHaveValue('');
  await expect(password).toHaveAccessibleDescription(/A password is kept/);
  await expect(settings.section('Secrets')).toContainText('data folder');

  await settings.form.getByRole('button', { name: 'Forget the password' }).click();
  await expect(password).toHaveAccessibleDescription(/forgotten on saving/);
  await settings.save.click();
  await settings.expectRefused(password, /leave the user out/);
  await settings.field('User').fill('');
  await settings.saveAndWait();
  await expect(password).toHaveAccessibleDescription(/No password is kept/);
  expect((await engine.call('settings.get', {})).smartHostPasswordSet).toBe(false);

  await settings.form.getByLabel("Straight to each domain's mail servers (MX)").check();
  await settings.saveAndWait();
  expect((await engine.call('settings.get', {})).settings.smartHost).toBeNull();
});

test('leaving with changes asks first, loses nothing, and the changes can be discarded', async ({ page, engine }) => {
  const { settings: before } = await engine.call('settings.get', {});
  const settings = new SettingsPage(page);
  await settings.open();
  await settings.field('Host name').fill('other.office.example');
  await settings.form.getByRole('switch', { name: /^Tell the sender/ }).uncheck();
  await page.getByRole('link', { name: 'Queue' }).click();
  const question = page.getByRole('dialog', { name: 'The settings are not saved' });
  await question.getByRole('button', { name: 'Back to the settings' }).click();
  await expect(question).toBeHidden();
  await expect(settings.field('Host name')).toHaveValue('other.office.example');
  await settings.discard.click();
  await expect(settings.saveBar).toBeHidden();
  await expect(settings.field('Host name')).toHaveValue(before.hostname);
  await expect(settings.form.getByRole('switch', { name: /^Tell the sender/ })).toBeChecked();
  expect((await engine.call('settings.get', {})).settings).toEqual(before);

  await settings.field('Host name').fill('third.office.example');
  await page.getByRole('link', { name: 'Queue' }).click();
  await question.press('Escape');
  await expect(question).toBeHidden();
  await expect(settings.field('Host name')).toHaveValue('third.office.example');
  await expect(settings.saveBar).toBeVisible();
  await page.getByRole('link', { name: 'Queue' }).click();
  await question.getByRole('button', { name: 'Discard the changes' }).click();
  await expect(page.getByRole('heading', { name: 'Queue', level: 1 })).toBeVisible();
  await settings.open();
  await expect(settings.field('Host name')).toHaveValue(before.hostname);
});

test('a smart host is tested as it is entered, before it is saved', async ({ page, engine, lab }) => {
  lab.doubles.trusted.behaviour.auth = { username: 'office', password: 'secret-1' };
  const settings = new SettingsPage(page);
  await settings.open();
  await settings.useSmartHost({ server: 'mx.trusted.example', user: '', mode: 'Strict - Trusted Enforced' });
  await settings.field("Server's port").fill(String(lab.deliveryPort));
  await settings.testSmartHost.click();
  await expect(settings.section('Sending')).toContainText('Mail can be handed over. No mail was sent.');

  await settings.field('User').fill('office');
  await expect(settings.section('Sending')).not.toContainText('Mail can be handed over');
  await settings.testSmartHost.click();
  await expect(settings.section('Sending')).toContainText('Enter the password');
  await settings.field('Password').fill('secret-2');
  await settings.testSmartHost.click();
  await expect(settings.section('Sending')).toContainText('Login refused');
  await settings.field('Password').fill('secret-1');
  await settings.testSmartHost.click();
  await expect(settings.section('Sending')).toContainText('The login works. No mail was sent.');
  expect(await engine.call('settings.get', {})).toMatchObject({
    settings: { smartHost: null },
    smartHostPasswordSet: false,
  });
  expect(lab.doubles.trusted.messages).toEqual([]);

  await settings.field('Server').fill('mx.self-signed.example');
  await settings.testSmartHost.click();
  await expect(settings.section('Sending')).toContainText('the server did not prove its name');
});
