import { expect, type Locator, type Page } from '@playwright/test';
import { DomainsPage } from './DomainsPage.ts';

/** All about one domain. */
export class DomainPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** From the list, as a person does. */
  async open(pattern: string): Promise<void> {
    const domains = new DomainsPage(this.page);
    await domains.open();
    await domains.row(pattern).getByText(pattern, { exact: true }).click();
    await this.expectShown(pattern);
  }

  async expectShown(pattern: string): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: pattern, exact: true })).toBeVisible();
  }

  panel(
    name: 'Test of its mail servers' | 'The rule' | 'Recent log' | 'Queue' | 'Domains with mail' | 'Deliveries',
  ): Locator {
    return this.page.getByRole('region', { name: new RegExp(`^${name}`) });
  }

  entry(text: string): Locator {
    return this.panel('Recent log').getByRole('button', { name: text }).first();
  }

  async back(): Promise<void> {
    await this.page.getByRole('main').getByRole('link', { name: 'Domains' }).click();
    await expect(this.page.getByRole('grid', { name: 'Domains' })).toBeVisible();
  }

  async press(button: 'Change' | 'Delete'): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name: button, exact: true }).click();
  }

  get enabled(): Locator {
    return this.page.getByRole('switch', { name: 'Enabled' });
  }
}
