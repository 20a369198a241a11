import { expect, type Locator, type Page } from '@playwright/test';
import { SettingsPage } from './SettingsPage.ts';

/** Backup and restore, on the page Settings. */
export class BackupSection {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await new SettingsPage(this.page).open();
  }

  get section(): Locator {
    return this.page.getByRole('region', { name: 'Backup', exact: true });
  }

  get backups(): Locator {
    return this.section.getByRole('list', { name: 'Backups' }).getByRole('listitem');
  }

  async backUp(): Promise<void> {
    await this.section.getByRole('button', { name: 'Back up now' }).click();
    await expect(this.page.getByRole('alert').filter({ hasText: 'The backup is written' })).toBeVisible();
  }

  get path(): Locator {
    return this.section.getByLabel('Restore another file');
  }

  get restorePath(): Locator {
    return this.section.getByRole('button', { name: 'Restore …' });
  }

  get question(): Locator {
    return this.page.getByRole('dialog');
  }
}
