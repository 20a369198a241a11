import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface SourceFile {
  path: string;
  text: string;
  /** Files of ours as paths from the root; everything else as it is written. */
  imports: string[];
}

const importPattern =
  /(?:^|[^.\w])(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[^.\w])import\s*\(?\s*['"]([^'"]+)['"]/g;

function readSources(): SourceFile[] {
  return globSync('{src,tests,scripts}/**/*.{ts,tsx,mjs,cjs}', { cwd: root }).map((found) => {
    const path = found.split(sep).join('/');
    const text = readFileSync(join(root, found), 'utf8');
    return { path, text, imports: importsOf(path, withoutComments(text)) };
  });
}

function importsOf(path: string, code: string): string[] {
  return [...code.matchAll(importPattern)]
    .map((match) => match[1] ?? match[2] ?? '')
    .map((target) => (target.startsWith('.') ? posix.join(posix.dirname(path), target) : target));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

const files = readSources();
const isTest = ({ path }: SourceFile) => /\.(test|spec|fixture)\.tsx?$/.test(path);
const isOurs = (target: string) => /^(src|tests|scripts)\//.test(target);
/** The code that ships: tests beside it may import more. */
const shipped = files.filter((file) => file.path.startsWith('src/') && !isTest(file));

/** `path -> import` of every import that is in one of the folders and passes the test. */
function offences(folders: readonly string[], isOffence: (target: string, path: string) => boolean): string[] {
  return shipped
    .filter(({ path }) => folders.some((folder) => path.startsWith(folder)))
    .flatMap(({ path, imports }) =>
      imports.filter((target) => isOffence(target, path)).map((target) => `${path} -> ${target}`),
    );
}

const outside =
  (...allowed: string[]) =>
  (target: string) =>
    isOurs(target) && !allowed.some((folder) => target.startsWith(folder));
const inside =
  (...folders: string[]) =>
  (target: string) =>
    folders.some((folder) => target.startsWith(folder));
const isNode = (target: string) => target.startsWith('node:') || target === 'electron';
const isDatabase = (target: string) => target === 'better-sqlite3';

const engine = 'src/main/engine/';
/** The engine's doors: how the desktop finds it, talks to it and learns why it did not start. All else is the contract. */
const engineDoors = [
  'engine.types.ts',
  'entry/dataDir.ts',
  'entry/engineConnection.ts',
  'entry/utilityMessages.ts',
].map((door) => engine + door);

it('sees the imports, in every form they take', () => {
  const code = `import a from './a.ts';
import {
  b,
} from '../b.ts';
import type { c } from 'c';
export { d } from './d.ts';
import './e.css';
const f = await import('./f.ts');
// import g from './g.ts';
/* import h from './h.ts'; */`;
  expect(importsOf('src/x/y.ts', withoutComments(code))).toEqual([
    'src/x/a.ts',
    'src/b.ts',
    'c',
    'src/x/d.ts',
    'src/x/e.css',
    'src/x/f.ts',
  ]);
  expect(shipped.length).toBeGreaterThan(100);
});

describe('who may import what', () => {
  it('shared: nothing of ours but itself, and nothing that a browser lacks', () => {
    expect(offences(['src/shared/'], outside('src/shared/'))).toEqual([]);
    expect(offences(['src/shared/'], isNode)).toEqual([]);
  });

  it('renderer and preload: shared only; the page cannot reach Node', () => {
    expect(offences(['src/renderer/'], outside('src/renderer/', 'src/shared/'))).toEqual([]);
    expect(offences(['src/renderer/'], isNode)).toEqual([]);
    expect(offences(['src/preload/'], outside('src/preload/', 'src/shared/'))).toEqual([]);
  });

  it('shell, ipc and engine-host: the engine by its doors only', () => {
    const desktop = ['src/main/shell/', 'src/main/ipc/', 'src/main/engine-host/', 'src/main/index.ts'];
    expect(offences(desktop, (target) => inside(engine)(target) && !engineDoors.includes(target))).toEqual([]);
    expect(offences(desktop, inside('src/renderer/', 'src/preload/'))).toEqual([]);
    expect(offences(desktop, isDatabase)).toEqual([]);
  });

  it('engine: no electron, and nothing of the desktop or the page', () => {
    expect(offences([engine], (target) => target === 'electron' || target.startsWith('electron/'))).toEqual([]);
    expect(offences([engine], (target) => outside(engine, 'src/shared/', 'tests/support/')(target))).toEqual([]);
  });

  it('a start: no library for certificates, which are hundreds of files, before the first use', () => {
    const early = /^import (?!type )[^;]*from '(@peculiar\/x509|node-forge|reflect-metadata|.*readPfx\.ts)'/m;
    const loaders = shipped.filter(({ text }) => early.test(text)).map(({ path }) => path);
    // Which is loaded with the first PFX file.
    expect(loaders).toEqual([`${engine}certificates/readPfx.ts`]);
  });

  it('delivery: neither queue nor history, nor what is above it', () => {
    expect(
      offences(
        [`${engine}delivery/`],
        outside(
          `${engine}delivery/`,
          `${engine}certificates/`,
          `${engine}policy/domainName.ts`,
          `${engine}runtime.ts`,
          'src/shared/',
        ),
      ),
    ).toEqual([]);
  });

  it('intake: hands over what it took, and knows not to whom', () => {
    const above = ['queue', 'history', 'storage', 'scheduler', 'notify', 'api'].map((name) => `${engine}${name}/`);
    expect(offences([`${engine}intake/`], inside(...above))).toEqual([]);
  });

  it('below the entry: nobody knows the entry or the composition root', () => {
    const root = [`${engine}engine.ts`, `${engine}composition/`];
    const isBelow = (path: string) => !inside(`${engine}entry/`, ...root)(path);
    expect(offences([engine], (target, path) => isBelow(path) && inside(`${engine}entry/`, ...root)(target))).toEqual(
      [],
    );
  });

  it('the lab: only the demo', () => {
    expect(
      offences(['src/'], (target, path) => target.startsWith('tests/') && path !== `${engine}entry/demo.ts`),
    ).toEqual([]);
    expect(offences(['src/'], inside('scripts/'))).toEqual([]);
  });
});

/** The files of one circle of imports, in their order; null where there is none. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): string[] | null => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return null;
    done.add(file);
    for (const target of graph.get(file) ?? []) {
      const circle = visit(target, [...way, file]);
      if (circle) return circle;
    }
    return null;
  };
  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return null;
}

it('no file imports itself by way of others, not even a type', () => {
  const circular = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['d', ['b']],
  ]);
  expect(findCircle(circular)).toEqual(['b', 'd', 'b']);
  expect(findCircle(new Map(shipped.map(({ path, imports }) => [path, imports])))).toBeNull();
});

it('SQL stands where data is kept', () => {
  const homes = ['storage/', 'queue/', 'history/', 'policy/store.ts', 'settings/store.ts', 'users/store.ts'].map(
    (home) => engine + home,
  );
  const speaksSql = ({ text, imports }: SourceFile) =>
    imports.some(isDatabase) ||
    /\.prepare\(|\b(SELECT|DELETE)\b[\s\S]{0,200}?\bFROM\b|\bINSERT INTO\b/.test(withoutComments(text));
  expect(
    shipped
      .filter(speaksSql)
      .map(({ path }) => path)
      .filter((path) => !inside(...homes)(path)),
  ).toEqual([]);
});

it('nobody silences the compiler', () => {
  const casts = /\bas any\b|\bas unknown as\b/;
  const comments = /@ts-(?:ignore|nocheck|expect-error)/;
  const silences = ({ text }: SourceFile) => casts.test(withoutComments(text)) || comments.test(text);
  const own = 'tests/architecture.test.ts';
  expect(files.filter((file) => file.path !== own && silences(file)).map(({ path }) => path)).toEqual([]);
});

it('the code that ships neither skips time nor knows that it is tested', () => {
  const testBranch = /process\.env\.(?:VITEST|NODE_ENV|CI)\b|import\.meta\.(?:vitest|env\.TEST)\b/;
  expect(shipped.filter(({ text }) => testBranch.test(text)).map(({ path }) => path)).toEqual([]);
});
