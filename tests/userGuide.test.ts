import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { failureCodes } from '../src/shared/domain/failureCode.ts';

const root = join(import.meta.dirname, '..');
const guide = 'docs/user-guide.md';
const text = read(guide);

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** What pictures and links point to, as it stands there. */
function targetsIn(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** As the usual viewers of Markdown name a heading. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

it.each([guide, 'README.md'])('has each picture and each page that %s points to', (file) => {
  const targets = targetsIn(read(file)).filter((target) => !/^https?:/.test(target));
  expect(targets.length).toBeGreaterThan(3);
  const missing = targets.filter((target) => {
    const [path = '', anchor] = target.split('#');
    const page = path === '' ? file : join(dirname(file), path);
    if (!existsSync(join(root, page))) return true;
    return anchor !== undefined && !anchorsOf(read(page)).includes(anchor);
  });
  expect(missing).toEqual([]);
});

it('keeps no picture that nobody shows', () => {
  const shown = [...targetsIn(text), ...targetsIn(read('README.md'))].map((target) => target.split('/').at(-1));
  expect(readdirSync(join(root, 'docs', 'images')).filter((image) => !shown.includes(image))).toEqual([]);
});

it('tells of each page of the navigation', () => {
  const source = read('src/renderer/features/shell/pages.tsx');
  const titles = [...source.matchAll(/title: '([^']+)'/g)].map(([, title = '']) => title);
  expect(titles.length).toBeGreaterThan(8);
  expect(titles.filter((title) => !text.includes(title))).toEqual([]);
});

it('tells of each part of the settings', () => {
  const parts = ['settings', 'desktop'].flatMap((feature) => {
    const folder = `src/renderer/features/${feature}`;
    const sources = readdirSync(join(root, folder)).filter((file) => file.endsWith('.tsx'));
    return sources.flatMap((file) =>
      [...read(`${folder}/${file}`).matchAll(/<SettingsSection\s+title="([^"]+)"/g)].map(([, title = '']) => title),
    );
  });
  expect(parts.length).toBeGreaterThan(12);
  const [, settings = ''] = text.split('## Settings, one by one');
  expect(parts.filter((title) => !settings.includes(`\n| ${title}`))).toEqual([]);
});

it('says what to do about each failure', () => {
  expect(failureCodes.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});
