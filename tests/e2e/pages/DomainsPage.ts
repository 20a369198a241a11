import { expect, type Locator, type Page } from '@playwright/test';
import { goTo, rowsOf } from './navigation.ts';

type ModeName = 'Strict - Trusted Enforced' | 'Relaxed Encryption Mode' | 'Pinned key' | 'Watch only';

export class DomainsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await goTo(this.page, 'Domains');
  }

  get list(): Locator {
    return this.page.getByRole('grid', { name: 'Domains' });
  }

  get rows(): Locator {
    return rowsOf(this.list);
  }

  row(pattern: string): Locator {
    return this.rows.filter({ has: this.page.getByText(pattern, { exact: true }) });
  }

  get defaultRow(): Locator {
    return this.page.getByText('All other domains: opportunistic');
  }

  async search(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Search domains' }).fill(text);
  }

  /** The window in which a domain is added or changed. */
  get form(): Locator {
    return this.page.getByRole('dialog', { name: /Add a domain|Settings of/ });
  }

  field(label: string): Locator {
    return this.form.getByLabel(label, { exact: true });
  }

  async startAdding(): Promise<void> {
    await this.page.getByRole('button', { name: 'Add domain' }).click();
    await expect(this.field('Domain')).toBeFocused();
  }

  async chooseMode(mode: ModeName): Promise<void> {
    await this.form.getByRole('radio', { name: mode }).check();
  }

  async openAdvanced(): Promise<void> {
    const disclosure = this.form.getByRole('button', { name: 'Advanced' });
    if ((await disclosure.getAttribute('aria-expanded')) === 'false') await disclosure.click();
    await expect(this.field('Minimum TLS version')).toBeVisible();
  }

  /** Presses the button once: the domain's servers are asked, and what would not pass is told before it is saved. */
  async press(): Promise<void> {
    await this.form.getByRole('button', { name: /^(Add domain|Save)$/ }).click();
  }

  get saveAnyway(): Locator {
    return this.form.getByRole('button', { name: 'Save anyway' });
  }

  /** Saves, whatever the test says; a refusal stays where it is. */
  async submit(): Promise<void> {
    await this.press();
    const refused = this.form.locator('[aria-invalid="true"]').or(this.form.getByText('This was not saved'));
    // Not by the message of success: that of an earlier rule may still stand there.
    const isAnswered = async () =>
      !(await this.form.isVisible()) || (await this.saveAnyway.isVisible()) || (await refused.count()) > 0;
    await expect.poll(isAnswered).toBe(true);
    if (await this.saveAnyway.isVisible()) await this.saveAnyway.click();
  }

  /** Adds a domain and waits until it is listed. */
  async add(pattern: string, mode: ModeName = 'Strict - Trusted Enforced'): Promise<void> {
    await this.startAdding();
    await this.field('Domain').fill(pattern);
    await this.chooseMode(mode);
    await this.submit();
    await expect(this.form).toBeHidden();
    await expect(this.row(pattern)).toBeVisible();
  }

  async openSettings(pattern: string): Promise<void> {
    await this.page.getByRole('button', { name: `Change settings of ${pattern}` }).click();
    await expect(this.form).toBeVisible();
  }

  /** Clicks it, as a person does. */
  async toggle(pattern: string): Promise<void> {
    await this.enabledSwitch(pattern).locator('xpath=ancestor::label').click();
  }

  enabledSwitch(pattern: string): Locator {
    return this.page.getByRole('switch', { name: `Rule for ${pattern} enabled` });
  }

  async delete(pattern: string): Promise<void> {
    await this.page.getByRole('button', { name: `Delete ${pattern}` }).click();
  }

  /** Asked only where mail waits for the domain. */
  question(pattern: string): Locator {
    return this.page.getByRole('dialog', { name: `Delete ${pattern}?` });
  }

  /** Takes back what the newest notice tells of. */
  async undo(): Promise<void> {
    const undo = this.page.getByRole('button', { name: 'Undo' });
    // The notice of the change before fades out.
    await expect(undo).toHaveCount(1);
    await undo.click();
  }

  async select(...patterns: string[]): Promise<void> {
    for (const pattern of patterns) await this.page.getByRole('checkbox', { name: `Select ${pattern}` }).click();
  }

  get selectionBar(): Locator {
    return this.page.getByRole('toolbar', { name: 'Selected domains' });
  }

  async act(button: 'Test now' | 'Enable' | 'Disable' | 'Delete' | 'Clear selection'): Promise<void> {
    await this.selectionBar.getByRole('button', { name: button }).click();
  }

  async choose(menu: 'Mode' | 'Minimum TLS', choice: string): Promise<void> {
    await this.selectionBar.getByRole('button', { name: menu }).click();
    await this.page.getByRole('menuitem', { name: choice }).click();
  }

  /** The names in sight, in their order. */
  async patterns(): Promise<string[]> {
    return this.rows.locator('.strong').allInnerTexts();
  }

  async sortBy(choice: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Sort by' }).selectOption({ label: `Sort: ${choice}` });
  }

  async show(choice: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Show' }).selectOption({ label: choice });
  }

  header(name: string): Locator {
    return this.list.getByRole('columnheader', { name, exact: true });
  }
}
