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

  async retryAllOf(domain: string): Promise<void> {
    await this.needsAttention.getByRole('button', { name: `Retry all of ${domain}` }).click();
  }

  get trends(): Locator {
    return this.page.getByRole('region', { name: 'Mail over time' });
  }

  async showLast(range: 'Hour' | 'Day' | 'Week'): Promise<void> {
    await this.trends.getByText(range, { exact: true }).click();
  }

  /** A chart as those hear it who do not see it. */
  chartTable(title: string): Locator {
    return this.trends.getByRole('table', { name: title });
  }

  get reasons(): Locator {
    return this.trends.getByRole('list', { name: 'Why tries failed' });
  }

  get relay(): Locator {
    return this.page.getByRole('region', { name: 'This relay' });
  }
}
