import { readdirSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

export interface StaticFile {
  file: string;
  contentType: string;
  /** The name holds a hash of the content: it never changes. */
  immutable: boolean;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/**
 * Every file that may be served, by its path in the address. What is not listed cannot be asked for, so no spelling
 * of `..` leads anywhere. Empty where the user interface is not built.
 */
export function listStaticFiles(rootDir: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const path of listFiles(rootDir)) {
    const urlPath = `/${path.split(sep).join('/')}`;
    files.set(urlPath, {
      file: join(rootDir, path),
      contentType: contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
      immutable: /^\/assets\/.+[-.][\w-]{8,}\.\w+$/.test(urlPath),
    });
  }
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}

function listFiles(rootDir: string): string[] {
  try {
    return readdirSync(rootDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(rootDir.length + 1));
  } catch {
    return [];
  }
}
