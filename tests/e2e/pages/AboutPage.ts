import { expect, type Locator, type Page } from '@playwright/test';

export class AboutPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: /^Version/ })
      .click();
    await this.expectShown();
  }

  async expectShown(): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: 'About Sealpost' })).toBeVisible();
  }

  panel(title: 'Versions' | 'Folders' | 'The engine' | 'Keyboard'): Locator {
    return this.page.getByRole('region', { name: title });
  }

  get copyDiagnostics(): Locator {
    return this.page.getByRole('button', { name: /^(Copy diagnostics|Copied)$/ });
  }
}
