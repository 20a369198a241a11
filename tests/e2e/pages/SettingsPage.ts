import { expect, type Locator, type Page } from '@playwright/test';
import { goTo } from './navigation.ts';

/** The settings: one form, applied when it is saved. */
export class SettingsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await goTo(this.page, 'Settings');
    await expect(this.field('Host name')).toBeVisible();
  }

  get form(): Locator {
    return this.page.getByRole('form', { name: 'Settings' });
  }

  section(title: string): Locator {
    return this.form.getByRole('region', { name: title, exact: true });
  }

  field(label: string): Locator {
    return this.form.getByLabel(label, { exact: true }).and(this.page.locator('input, textarea, select'));
  }

  get listeners(): Locator {
    return this.form.getByRole('list', { name: 'Listeners' }).getByRole('listitem');
  }

  async addListener(address: string, port: number): Promise<Locator> {
    await this.form.getByRole('button', { name: 'Add listener' }).click();
    const added = this.listeners.last();
    await added.getByLabel('Address').fill(address);
    await added.getByLabel('Port').fill(String(port));
    return added;
  }

  async useSmartHost(to: { server: string; user: string; mode: string; password?: string }): Promise<void> {
    await this.form.getByLabel('Through a smart host').check();
    await this.field('Server').fill(to.server);
    await this.field('Encryption on the way there').selectOption(to.mode);
    await this.field('User').fill(to.user);
    if (to.password !== undefined) await this.field('Password').fill(to.password);
  }

  get testSmartHost(): Locator {
    return this.section('Sending').getByRole('button', { name: 'Test', exact: true });
  }

  /** Seen only while something is not saved. */
  get saveBar(): Locator {
    return this.page.getByRole('region', { name: 'Unsaved changes' });
  }

  get save(): Locator {
    return this.saveBar.getByRole('button', { name: 'Save' });
  }

  get discard(): Locator {
    return this.saveBar.getByRole('button', { name: 'Discard' });
  }

  /** Saves, and waits until the app says so. */
  async saveAndWait(): Promise<void> {
    await this.save.click();
    const told = this.page.getByRole('alert').filter({ hasText: 'The settings are saved' }).last();
    await expect(told).toBeVisible();
    await expect(this.saveBar).toBeHidden();
    await told.getByRole('button', { name: 'Dismiss' }).click();
    await expect(told).toBeHidden();
  }

  /** The refusal stands beside this field, and the keyboard is in it. */
  async expectRefused(field: Locator, message: RegExp): Promise<void> {
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(message);
    await expect(field).toBeFocused();
    await expect(field).toBeInViewport();
  }
}
