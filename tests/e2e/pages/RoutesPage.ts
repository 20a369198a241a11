import type { Locator, Page } from '@playwright/test';
import { goTo } from './navigation.ts';

/** The internal routes and the dialog that validates them. */
export class RoutesPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await goTo(this.page, 'Routes');
  }

  get list(): Locator {
    return this.page.getByRole('list', { name: 'Internal server routes' });
  }

  row(name: string): Locator {
    return this.list.getByRole('listitem').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async add(route: { name: string; domains: string; server: string; port: number }): Promise<void> {
    await this.page.getByRole('button', { name: 'Add route' }).click();
    const form = this.page.getByRole('dialog', { name: 'Add a route' });
    await form.getByLabel('Name').fill(route.name);
    await form.getByLabel('Domains').fill(route.domains);
    await form.getByLabel('Server').fill(route.server);
    await form.getByLabel('Port').fill(String(route.port));
    await form.getByRole('button', { name: 'Add route' }).click();
    await form.waitFor({ state: 'hidden' });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Validate the routes' });
  }

  async startValidating(): Promise<void> {
    await this.page.getByRole('button', { name: 'Validate' }).click();
    await this.dialog.waitFor();
  }

  async test(address: string): Promise<void> {
    await this.dialog.getByLabel('Internal email address').fill(address);
    await this.dialog.getByRole('button', { name: 'Test' }).click();
  }

  /** The mark beside a route in the dialog. By its whole name: that of a certificate may hold any letters. */
  result(name: string): Locator {
    const named = this.page.getByText(name, { exact: true });
    return this.dialog.getByRole('list', { name: 'Results' }).getByRole('listitem').filter({ has: named });
  }

  get next(): Locator {
    return this.dialog.getByRole('button', { name: 'Next' });
  }
}
