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

  async filterByDomain(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Filter by domain' }).fill(text);
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
