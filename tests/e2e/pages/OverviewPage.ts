import type { Locator, Page } from '@playwright/test';
import { goTo } from './navigation.ts';

type FigureLabel = 'Delivered' | 'Sent encrypted' | 'TLS failures' | 'In the queue';

export class OverviewPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await goTo(this.page, 'Overview');
  }

  /** Links to what it counts. Its text is label, value and note. */
  figure(label: FigureLabel): Locator {
    return this.page.getByRole('list', { name: 'Figures' }).getByRole('link', { name: new RegExp(`^${label}`) });
  }

  get firstSteps(): Locator {
    return this.page.getByRole('region', { name: 'First steps' });
  }

  get needsAttention(): Locator {
    return this.page.getByRole('region', { name: 'Needs attention' });
  }

  /** One line of "Needs attention". */
  attention(domain: string): Locator {
    return this.needsAttention.getByRole('listitem').filter({ hasText: domain });
  }

  async showMessagesOf(domain: string): Promise<void> {
    await this.page.getByRole('link', { name: `Show the messages to ${domain}` }).click();
  }

  async showLogOf(domain: string): Promise<void> {
    await this.page.getByRole('link', { name: `Show the log of ${domain}` }).click();
  }

  get relay(): Locator {
    return this.page.getByRole('region', { name: 'This relay' });
  }
}
