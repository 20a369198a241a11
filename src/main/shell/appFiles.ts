import { extname, join } from 'node:path';
import { isAppUrl } from './urlGuard.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain; charset=utf-8',
};

export interface AppFile {
  file: string;
  contentType: string;
}

/**
 * The file behind an address of our page; null where the address is not ours, leads out of the folder, or names a kind
 * of file that the user interface has none of.
 */
export function appFileOf(url: string, rootDir: string): AppFile | null {
  if (!isAppUrl(url)) return null;
  const path = decodePath(new URL(url).pathname);
  if (path === null || ['\\', '\0', ':'].some((char) => path.includes(char))) return null;
  const segments = path.split('/').filter((segment) => segment !== '');
  if (segments.some((segment) => segment.startsWith('.'))) return null;
  const file = join(rootDir, ...(segments.length === 0 ? ['index.html'] : segments));
  const contentType = contentTypes[extname(file).toLowerCase()];
  return contentType === undefined ? null : { file, contentType };
}

function decodePath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
