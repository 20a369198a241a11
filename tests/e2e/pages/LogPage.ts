import { expect, type Locator, type Page } from '@playwright/test';
import { goTo, rowsOf } from './navigation.ts';

type OutcomeChoice =
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

  get searchField(): Locator {
    return this.page.getByRole('searchbox', { name: 'Search the log' });
  }

  async search(text: string): Promise<void> {
    await this.searchField.fill(text);
  }

  /** What the search found, in the rows that are in sight. */
  get matches(): Locator {
    return this.list.locator('mark');
  }

  get filters(): Locator {
    return this.page.getByRole('dialog', { name: 'Filters' });
  }

  /** Sets one of the fields behind "Filters". */
  async filterBy(field: 'Domain' | 'From' | 'To', text: string): Promise<void> {
    await this.inFilters(() => this.filters.getByRole('textbox', { name: field, exact: true }).fill(text));
  }

  filterByDomain(text: string): Promise<void> {
    return this.filterBy('Domain', text);
  }

  filterByOutcome(...choices: OutcomeChoice[]): Promise<void> {
    return this.inFilters(async () => {
      for (const name of choices) await this.filters.getByRole('checkbox', { name, exact: true }).check();
    });
  }

  async openFilters(): Promise<void> {
    await this.page.getByRole('button', { name: /^Filters/ }).click();
    await expect(this.filters).toBeVisible();
  }

  private async inFilters(act: () => Promise<void>): Promise<void> {
    const button = this.page.getByRole('button', { name: /^Filters/ });
    await button.click();
    await act();
    await this.page.keyboard.press('Escape');
    await expect(this.filters).toBeHidden();
    await expect(button).toBeFocused();
  }

  async onlyTlsFailures(on: boolean): Promise<void> {
    await this.page.getByRole('switch', { name: 'Only TLS failures' }).setChecked(on);
  }

  chip(text: string): Locator {
    return this.page.getByRole('list', { name: 'Filters in use' }).getByRole('listitem').filter({ hasText: text });
  }

  async removeChip(text: string): Promise<void> {
    await this.page.getByRole('button', { name: `Remove: ${text}`, exact: true }).click();
  }

  async clearFilters(): Promise<void> {
    await this.page.getByRole('button', { name: 'Clear filters' }).click();
  }

  /** Picks something from the menus "Saved", "More" or of the time. */
  async pick(menu: 'Saved' | 'More' | 'Any time', item: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: menu, exact: true }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  async saveFilter(name: string, asDefault = false): Promise<void> {
    await this.pick('Saved', 'Save this filter…');
    const dialog = this.page.getByRole('dialog', { name: 'Save this filter' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    if (asDefault) await dialog.getByRole('checkbox', { name: /^Begin with it/ }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
  }

  /** Opens the window in which the admin's filters are renamed and deleted. */
  async manageFilters(): Promise<Locator> {
    await this.pick('Saved', 'Rename or delete…');
    const dialog = this.page.getByRole('dialog', { name: 'Your filters' });
    await expect(dialog).toBeVisible();
    return dialog;
  }

  get exportDialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Export the log' });
  }

  async startExport(format: 'CSV' | 'JSON Lines'): Promise<void> {
    await this.pick('More', /^Export/);
    await this.exportDialog.getByRole('radio', { name: format }).check();
  }

  /** What happened to the message of the entry that is open, oldest first. */
  get timeline(): Locator {
    return this.details.getByRole('region', { name: 'This message' }).getByRole('listitem');
  }

  async pause(): Promise<void> {
    await this.page.getByRole('button', { name: 'Pause the list' }).click();
  }

  async resume(): Promise<void> {
    await this.page.getByRole('button', { name: 'Resume the list' }).click();
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
