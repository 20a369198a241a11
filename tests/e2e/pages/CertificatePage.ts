import { expect, type Locator, type Page } from '@playwright/test';
import { CertificateView } from './CertificateView.ts';
import { goTo } from './navigation.ts';

/** Our own certificate, and the windows in which it is changed. */
export class CertificatePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await goTo(this.page, 'Certificate');
    await expect(this.inUse.fact('Serial Number')).toBeVisible();
  }

  get inUse(): CertificateView {
    return new CertificateView(this.page.getByRole('region', { name: 'Certificate in use' }));
  }

  /** How it is doing, in words. */
  state(title: string): Locator {
    return this.page.getByRole('region', { name: title });
  }

  get waitingRequest(): Locator {
    return this.page.getByRole('region', { name: 'A request waits for its answer' });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  field(label: string): Locator {
    return this.dialog.getByLabel(label, { exact: true });
  }

  async startMaking(): Promise<void> {
    await this.page.getByRole('button', { name: 'Make a new one' }).click();
    await expect(this.field('Names')).toBeFocused();
  }

  async startRequesting(): Promise<void> {
    await this.page.getByRole('button', { name: 'Request one' }).click();
    await expect(this.field('Names')).toBeFocused();
  }

  async startImporting(): Promise<void> {
    await this.page.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(this.field('Certificates')).toBeVisible();
  }

  /** In the window for an import: a file instead of text. */
  async chooseFile(name: string, octets: Buffer): Promise<void> {
    await this.dialog.getByText('PFX or P12 file').click();
    const chooser = this.page.waitForEvent('filechooser');
    await this.dialog.getByRole('button', { name: /^File/ }).click();
    await (await chooser).setFiles({ name, mimeType: 'application/x-pkcs12', buffer: octets });
  }

  /** Files in PEM or DER form, as many as are chosen together. */
  async choosePem(...files: { name: string; text: string }[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.dialog.getByRole('button', { name: 'Choose files' }).click();
    await (await chooser).setFiles(
      files.map(({ name, text }) => ({ name, mimeType: 'application/x-pem-file', buffer: Buffer.from(text) })),
    );
  }

  async press(button: 'Make it' | 'Make the request' | 'Import' | 'Import the answer' | 'Done'): Promise<void> {
    await this.dialog.getByRole('button', { name: button, exact: true }).click();
  }

  get requestText(): Locator {
    return this.dialog.getByLabel('Request in PEM');
  }
}
