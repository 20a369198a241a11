import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ElectronApplication, expect, type Locator, type Page } from '@playwright/test';
import { rowsOf } from './navigation.ts';

/** Import and export of domains, from the menu of their page. */
export class RuleFiles {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async choose(item: 'Import…' | 'Export…' | 'Set Up Your TLS Policies'): Promise<void> {
    await this.page.getByRole('button', { name: 'More', exact: true }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  get importDialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Import domains' });
  }

  get exportDialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Export domains' });
  }

  async openFile(name: string, content: string | Buffer): Promise<void> {
    const file = { name, mimeType: 'text/plain', buffer: Buffer.from(content) };
    await this.importDialog.locator('input[type="file"]').setInputFiles(file);
  }

  /** As a person drops it, anywhere on the window. */
  async dropFile(name: string, content: string): Promise<void> {
    await this.page.evaluate(
      ([fileName, text]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], fileName));
        const options = { dataTransfer, bubbles: true, cancelable: true };
        document.body.dispatchEvent(new DragEvent('dragover', options));
        document.body.dispatchEvent(new DragEvent('drop', options));
      },
      [name, content] as const,
    );
  }

  get preview(): Locator {
    return this.importDialog.getByRole('grid', { name: 'Preview' });
  }

  line(pattern: string): Locator {
    return rowsOf(this.preview).filter({ has: this.page.getByText(pattern, { exact: true }) });
  }

  /** `Import 3`, as it stands on it. */
  importButton(): Locator {
    return this.importDialog.getByRole('button', { name: /^Import / });
  }

  async leaveOutErrors(): Promise<void> {
    await this.importDialog
      .getByRole('switch', { name: /^Leave out/ })
      .locator('xpath=ancestor::label | ..')
      .first()
      .click();
  }

  async exportAs(format: 'CSV' | 'JSON' | 'Postfix policy table' | 'Exchange Server script'): Promise<void> {
    await this.exportDialog.getByRole('radio', { name: format }).check();
  }

  get exportText(): Locator {
    return this.exportDialog.getByLabel('What is exported');
  }

  /** Presses Save and returns what came out, in a browser and in the desktop app. */
  async save(desktop: ElectronApplication | null, folder: string): Promise<{ name: string; text: string }> {
    const path = join(folder, 'saved-export');
    const button = this.exportDialog.getByRole('button', { name: 'Save' });
    if (desktop === null) {
      const begun = this.page.waitForEvent('download');
      await button.click();
      const download = await begun;
      await download.saveAs(path);
      return { name: download.suggestedFilename(), text: await readFile(path, 'utf8') };
    }
    // Else the app would ask the person where to put it.
    const saved = desktop.evaluate(
      ({ session }, target) =>
        new Promise<string>((resolve) => {
          session.defaultSession.once('will-download', (_event, item) => {
            item.setSavePath(target);
            item.once('done', () => resolve(item.getFilename()));
          });
        }),
      path,
    );
    await button.click();
    const name = await saved;
    await expect(this.exportDialog).toBeHidden();
    return { name, text: await readFile(path, 'utf8') };
  }
}
