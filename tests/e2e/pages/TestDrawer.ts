import { expect, type Locator, type Page } from '@playwright/test';
import { CertificateView } from './CertificateView.ts';

/** What the mail servers of a domain can do. */
export class TestDrawer {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The mark in the row of a rule. */
  mark(pattern: string): Locator {
    return this.page.getByRole('button', { name: `Test of ${pattern}: ` });
  }

  async open(pattern: string): Promise<void> {
    await this.mark(pattern).click();
    await expect(this.drawer).toHaveAccessibleName(`Test of ${pattern}`);
  }

  get drawer(): Locator {
    return this.page.getByRole('dialog', { name: /^Test of/ });
  }

  get result(): Locator {
    return this.drawer.getByRole('region', { name: 'Result' });
  }

  async testAgain(): Promise<void> {
    await this.drawer.getByRole('button', { name: 'Test again' }).click();
  }

  /** The heading of one mail server, which opens and closes what was found there. */
  server(host: string): Locator {
    return this.drawer.getByRole('button', { name: new RegExp(`^${host}`) });
  }

  /** What was found at the server that is open. */
  found(host: string): Locator {
    return this.drawer.getByRole('region', { name: new RegExp(`^${host}`) });
  }

  mode(host: string, name: string): Locator {
    return this.found(host).getByRole('listitem').filter({ hasText: name });
  }

  fact(host: string, label: string): Locator {
    return new CertificateView(this.found(host)).fact(label);
  }

  certificate(host: string): CertificateView {
    return new CertificateView(this.found(host));
  }

  async close(): Promise<void> {
    await this.drawer.getByRole('button', { name: 'Close' }).click();
    await expect(this.drawer).toBeHidden();
  }
}
