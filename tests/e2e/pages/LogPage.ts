import { expect, type Locator, type Page } from '@playwright/test';
import { goTo, rowsOf } from './navigation.ts';

type OutcomeChoice =
  | 'Everything'
  | 'Delivered'
  | 'Waiting'
  | 'Failed or given up'
  | 'Accepted'
  | 'Refused'
  | 'Watched'
  | 'Done by an admin'
  | 'Notices to senders'
  | 'Engine';

export class LogPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await goTo(this.page, 'Live log');
  }

  get list(): Locator {
    return this.page.getByRole('grid', { name: 'Live log' });
  }

  /** Newest first, as far as they are in sight. */
  get rows(): Locator {
    return rowsOf(this.list);
  }

  row(...texts: (string | RegExp)[]): Locator {
    return texts.reduce((rows, hasText) => rows.filter({ hasText }), this.rows).first();
  }

  /** Opens an entry with the mouse and returns its details. */
  async openEntry(...texts: (string | RegExp)[]): Promise<Locator> {
    await this.row(...texts).click();
    await expect(this.details).toBeVisible();
    return this.details;
  }

  get details(): Locator {
    return this.page.getByRole('dialog');
  }

  /** A labelled fact in the details. */
  fact(label: string): Locator {
    return this.details
      .getByRole('term')
      .filter({ hasText: new RegExp(`^${label}$`) })
      .locator('xpath=following-sibling::dd[1]');
  }

  async closeEntry(): Promise<void> {
    await this.details.getByRole('button', { name: 'Close' }).click();
    await expect(this.details).toBeHidden();
  }

  async filterByDomain(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Filter by domain' }).fill(text);
  }

  async filterByOutcome(choice: OutcomeChoice): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Filter by outcome' }).selectOption({ label: choice });
  }

  async onlyTlsFailures(on: boolean): Promise<void> {
    await this.page.getByRole('switch', { name: 'Only TLS failures' }).setChecked(on);
  }

  async clearFilters(): Promise<void> {
    await this.page.getByRole('button', { name: 'Clear filters' }).click();
  }

  async pause(): Promise<void> {
    await this.page.getByRole('button', { name: 'Pause' }).click();
  }

  async resume(): Promise<void> {
    await this.page.getByRole('button', { name: 'Resume' }).click();
  }

  /** `12 new`, while the list is scrolled away from its newest entry. */
  get newButton(): Locator {
    return this.page.getByRole('button', { name: /new$/ });
  }

  /** Turns the wheel over the list, in pixels. */
  async scrollBy(pixels: number): Promise<void> {
    const scroller = this.list.locator('.gridScroller');
    const top = () => scroller.evaluate((element) => element.scrollTop);
    const before = await top();
    await this.list.hover();
    await this.page.mouse.wheel(0, pixels);
    await expect.poll(top).toBe(before + pixels);
  }
}
