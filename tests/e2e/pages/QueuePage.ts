import { expect, type Locator, type Page } from '@playwright/test';
import { confirm, goTo, rowsOf } from './navigation.ts';

type Action = 'Retry now' | 'Hold' | 'Release' | 'Bounce…' | 'Delete…';

export class QueuePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await goTo(this.page, 'Queue');
  }

  get list(): Locator {
    return this.page.getByRole('grid', { name: 'Queue' });
  }

  get rows(): Locator {
    return rowsOf(this.list);
  }

  row(...texts: (string | RegExp)[]): Locator {
    return texts.reduce((rows, hasText) => rows.filter({ hasText }), this.rows).first();
  }

  async search(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Search the queue' }).fill(text);
  }

  /** Picks by what the list shows: `Filter by reason`, `On hold`. */
  async filter(name: 'Search in' | 'Filter by reason' | 'Filter by state' | 'Filter by direction', choice: string) {
    await this.page.getByRole('combobox', { name }).selectOption({ label: choice });
  }

  async sortBy(column: string): Promise<void> {
    await this.list.getByRole('button', { name: column }).click();
  }

  async showByDomain(): Promise<void> {
    await this.page.getByText('By domain', { exact: true }).click();
    await expect(this.domains).toBeVisible();
  }

  get domains(): Locator {
    return this.page.getByRole('grid', { name: 'Queue by domain' });
  }

  domain(name: string): Locator {
    return rowsOf(this.domains).filter({ hasText: name }).first();
  }

  async retryAllOf(domain: string): Promise<void> {
    await this.domains.getByRole('button', { name: `Retry all of ${domain}` }).click();
  }

  /** `Hold all`, `Delete all…`: what asks first is not confirmed yet. */
  async doMoreWith(domain: string, action: string): Promise<void> {
    await this.domains.getByRole('button', { name: `More for ${domain}` }).click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  /** Shows or hides the messages below a domain. */
  async toggleDomain(domain: string): Promise<void> {
    await this.domains.getByRole('button', { name: `Messages to ${domain}` }).click();
  }

  async undo(): Promise<void> {
    await this.page.getByRole('alert').getByRole('button', { name: 'Undo' }).last().click();
  }

  async select(text: string): Promise<void> {
    await this.row(text).getByRole('checkbox').check();
  }

  async selectAll(): Promise<void> {
    await this.page.getByRole('checkbox', { name: 'Select all messages shown' }).check();
  }

  get selectionBar(): Locator {
    return this.page.getByRole('toolbar', { name: 'Selected messages' });
  }

  /** Does something with what is selected; what asks first is not confirmed yet. */
  async act(action: Action): Promise<void> {
    await this.selectionBar.getByRole('button', { name: action }).click();
  }

  async confirmDelete(): Promise<void> {
    await confirm(this.page, /^Delete \d+ messages?\?$/, 'Delete');
  }

  async confirmBounce(): Promise<void> {
    await confirm(this.page, /^Return \d+ messages? to the sender\?$/, 'Bounce');
  }

  /** Opens a message with the mouse and returns its details. */
  async openMessage(text: string): Promise<Locator> {
    await this.row(text).getByText(text).first().click();
    await expect(this.details).toBeVisible();
    return this.details;
  }

  get details(): Locator {
    return this.page.getByRole('dialog');
  }
}
