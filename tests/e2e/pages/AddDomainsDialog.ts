import type { Locator, Page } from '@playwright/test';
import { rowsOf } from './navigation.ts';

/** The window in which many domains are pasted and looked through. */
export class AddDomainsDialog {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Add External Domains' });
  }

  get box(): Locator {
    return this.dialog.getByRole('textbox', { name: 'External domains' });
  }

  async paste(text: string): Promise<void> {
    await this.box.fill(text);
    await this.press('Continue');
    await this.list.waitFor();
  }

  /** As `paste`, for a text that typing at a program's pace would take minutes for. */
  async pasteLong(text: string): Promise<void> {
    await this.box.evaluate((element, value) => {
      const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value') ?? {};
      set?.call(element, value);
      element.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
    }, text);
    await this.press('Continue');
    await this.list.waitFor();
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  button(name: string): Locator {
    return this.dialog.getByRole('button', { name, exact: true });
  }

  get list(): Locator {
    return this.dialog.getByRole('grid', { name: 'Domains to add' });
  }

  get rows(): Locator {
    return rowsOf(this.list);
  }

  /** The first line of this domain. */
  row(domain: string): Locator {
    return this.rows.filter({ has: this.page.getByText(domain, { exact: true }) }).first();
  }

  mode(domain: string): Locator {
    return this.list.getByLabel(`Mode of ${domain}`, { exact: true });
  }

  direction(domain: string): Locator {
    return this.list.getByLabel(`Direction of ${domain}`, { exact: true });
  }

  remove(domain: string): Locator {
    return this.list.getByRole('button', { name: `Remove ${domain}`, exact: true });
  }
}
