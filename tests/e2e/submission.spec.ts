import { SmtpClient, sendMail } from '../support/smtpClient.ts';
import { expect, test } from './fixtures.ts';
import { LogPage } from './pages/LogPage.ts';
import { UsersSection } from './pages/UsersSection.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Logs in as a program outside the office does, and hands over a message. Returns the replies to AUTH and to the dot. */
async function submit(port: number, username: string, password: string, to: string): Promise<string[]> {
  const client = await SmtpClient.connect({ port });
  await client.readReply();
  await client.command('EHLO till.example');
  await client.startTls();
  await client.command('EHLO till.example');
  const auth = await client.command(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`);
  if (auth.code !== 235) {
    client.destroy();
    return [auth.text];
  }
  await client.command('MAIL FROM:<till-7@office.example>');
  await client.command(`RCPT TO:<${to}>`);
  await client.command('DATA');
  const taken = await client.sendData('Subject: Till 7\r\n\r\nClosed.\r\n');
  await client.quit();
  return [auth.text, taken.text];
}

test('a user who is added sends from outside, and is refused when switched off', async ({ page, engine, lab }) => {
  await engine.call('settings.save', { allowedNetworks: ['10.0.0.0/8'] });
  const to = 'bob@trusted.example';
  const stranger = await sendMail({ port: engine.smtpPort, from: 'a@office.example', to: [to], data: 'x\r\n' });
  expect(stranger.rcpt[0]?.code).toBe(550);

  const users = new UsersSection(page);
  await users.open();
  await expect(users.section).toContainText('Nobody yet');
  await users.add.click();
  await expect(users.name).toBeFocused();
  await users.name.fill('Till-7');
  await users.password.fill('short');
  await expect(users.password).toHaveAccessibleDescription(/At least 10 characters/);
  await users.dialog.getByRole('button', { name: 'Suggest' }).click();
  const password = await users.password.inputValue();
  expect(password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  await users.submit('Add user');
  await expect(users.dialog).toBeHidden();
  await expect(users.row('till-7')).toContainText('Not used yet');

  const [auth, taken] = await submit(engine.smtpPort, 'till-7', password, to);
  expect([auth, taken]).toEqual([expect.stringMatching(/^235 /), expect.stringMatching(/^250 /)]);
  const delivered = await lab.doubles.trusted.waitForMessage();
  expect(delivered.data.toString()).toContain('with ESMTPSA id');
  expect(delivered.data.toString()).not.toContain(password);

  expect(await submit(engine.smtpPort, 'till-7', 'not the password', to)).toEqual([expect.stringMatching(/^535 /)]);
  const log = new LogPage(page);
  await log.open();
  await expect(page.getByText('Wrong user or password').first()).toBeVisible();

  await users.open();
  await expect(users.row('till-7')).toContainText('Logged in');
  await users.row('till-7').getByRole('button', { name: 'Change till-7' }).click();
  await users.dialog.getByRole('switch', { name: 'May log in' }).uncheck();
  await users.submit('Save');
  await expect(users.row('till-7')).toContainText('Switched off');
  // With nobody left who could log in, AUTH is no longer offered.
  expect(await submit(engine.smtpPort, 'till-7', password, to)).toEqual([expect.stringMatching(/^502 /)]);

  await users.row('till-7').getByRole('button', { name: 'Delete till-7' }).click();
  await users.dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(users.section).toContainText('Nobody yet');
});
