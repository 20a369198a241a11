import { expect, type Locator, type Page } from '@playwright/test';
import { SettingsPage } from './SettingsPage.ts';

/** The SMTP users, on the page Settings. */
export class UsersSection {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await new SettingsPage(this.page).open();
    await expect(this.add).toBeEnabled();
  }

  get section(): Locator {
    return this.page.getByRole('region', { name: 'SMTP users', exact: true });
  }

  get add(): Locator {
    return this.section.getByRole('button', { name: 'Add user' });
  }

  row(username: string): Locator {
    return this.section.getByRole('listitem').filter({ hasText: username });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  get name(): Locator {
    return this.dialog.getByLabel('Name', { exact: true });
  }

  get password(): Locator {
    return this.dialog.getByLabel('Password', { exact: true });
  }

  async submit(button: 'Add user' | 'Save'): Promise<void> {
    await this.dialog.getByRole('button', { name: button }).click();
  }
}
