import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { guideUrl } from '../../../src/main/shell/urlGuard.ts';
import { expect, test } from '../fixtures.ts';
import { builtFile } from '../support/builtApp.ts';
import { untilAnswered } from '../support/desktop.ts';

/** What the page must not be able to do. */

/** What spyPermissions.cjs keeps in the app's main process. */
declare global {
  var permissionHandlers: {
    setPermissionRequestHandler?: (
      contents: null,
      permission: string,
      answer: (isAllowed: boolean) => void,
      details: { requestingUrl: string },
    ) => void;
    setPermissionCheckHandler?: (contents: null, permission: string, origin: string, details: object) => boolean;
    setDevicePermissionHandler?: (details: { deviceType: string; origin: string; device: object }) => boolean;
  };
}

test('the page reaches nothing of Node, and the bridge only carries frames', async ({ page }) => {
  const reach = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname'].filter((name) => name in window),
    bridge: Object.keys(window.sealpost ?? {}).sort(),
  }));
  expect(reach).toEqual({ node: [], bridge: ['desktop', 'onClose', 'onFrame', 'onOpen', 'platform', 'post'] });
});

test('the page stays where it is', async ({ page, desktop }) => {
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  const attempts = [
    () => window.location.assign('https://example.com/'),
    () => window.location.assign('file:///etc/passwd'),
    () => window.location.assign('app://other/'),
    () => window.location.assign('data:text/html,hello'),
  ];
  for (const attempt of attempts) await page.evaluate(attempt);
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.com/';
    link.target = '_blank';
    document.body.append(link);
    link.click();
  });
  expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();
  expect(await page.evaluate(() => window.open('app://sealpost/'))).toBeNull();
  expect(page.url()).toMatch(/^app:\/\/sealpost\//);
  // Not through a locator: Playwright would wait for the navigations that never happen.
  expect(await page.evaluate(() => document.querySelector('h1')?.textContent)).toBe('Overview');
  expect(desktop.windows()).toHaveLength(1);
});

test('no script runs that does not stand in a file of the app', async ({ page }) => {
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.body.append(script);
    const failed = new Promise((resolve) => document.addEventListener('securitypolicyviolation', resolve));
    const place = document.createElement('div');
    place.innerHTML = '<img src="data:," onerror="window.handlerRan = true">';
    document.body.append(place);
    await failed;
    // Not in this task: what a debugger evaluates may do more than the page.
    const evaluated = await new Promise((resolve) => {
      setTimeout(() => {
        try {
          // biome-ignore lint/security/noGlobalEval: what is tested is that it is refused.
          window.eval('1');
          resolve(true);
        } catch {
          resolve(false);
        }
      });
    });
    return { inline: 'inlineRan' in window, handler: 'handlerRan' in window, evaluated };
  });
  expect(ran).toEqual({ inline: false, handler: false, evaluated: false });
  // The page has a policy of its own too: the shell's does not depend on it.
  const policy = await page.evaluate(async () => (await fetch('./')).headers.get('content-security-policy'));
  const directives = policy?.split('; ') ?? [];
  expect(directives).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]),
  );
  // Nothing comes from elsewhere; only styles may stand in the page, and only pictures in an address.
  const wider = ["style-src 'self' 'unsafe-inline'", "img-src 'self' data:"];
  const strict = directives.filter((directive) => !wider.includes(directive));
  expect(strict.filter((directive) => !/^[a-z-]+ '(none|self)'$/.test(directive))).toEqual([]);
});

test('the page loads nothing from outside, and nothing of the app but its own files', async ({ page }) => {
  const answers = await page.evaluate(async () => {
    const get = (url: string) =>
      fetch(url).then(
        (response) => response.status,
        () => 'refused',
      );
    return {
      own: await get('app://sealpost/index.html'),
      main: await get('app://sealpost/..%2fmain/index.js'),
      dots: await get('app://sealpost/../../package.json'),
      outside: await get('https://example.com/'),
      loopback: await get('http://127.0.0.1:1/'),
      file: await get('file:///etc/passwd'),
    };
  });
  expect(answers).toEqual({
    own: 200,
    main: 404,
    dots: 404,
    outside: 'refused',
    loopback: 'refused',
    file: 'refused',
  });
});

test('the page may write to the clipboard and is denied all else it could ask the machine for', async ({ page }) => {
  const answers = await page.evaluate(async () => {
    const names = ['camera', 'microphone', 'geolocation', 'notifications', 'clipboard-read'] as PermissionName[];
    const states = await Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
    const write = await navigator.permissions.query({ name: 'clipboard-write' as PermissionName });
    return { states: [...new Set(states)], asked: await Notification.requestPermission(), write: write.state };
  });
  expect(answers).toEqual({ states: ['denied'], asked: 'denied', write: 'granted' });
});

test('each window is made as safe as Electron can make it, and the guide can do nothing but be read', async ({
  page,
  desktop,
}) => {
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  const [guide] = await Promise.all([
    desktop.waitForEvent('window'),
    page.evaluate((url) => void window.open(url), guideUrl),
  ]);
  await expect(guide.getByRole('heading', { name: 'Sealpost: user guide' })).toBeVisible();
  const made = await untilAnswered(() =>
    desktop.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => {
        // Not in Electron's types, as it is meant for tests like this one.
        const read: unknown = Reflect.get(webContents, 'getLastWebPreferences');
        const preferences: unknown = typeof read === 'function' ? read.call(webContents) : null;
        return JSON.parse(JSON.stringify(preferences));
      }),
    ),
  );
  expect(made).toHaveLength(2);
  for (const preferences of made) {
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
    });
  }
  expect(await guide.evaluate(() => 'sealpost' in window)).toBe(false);
});

test('each guard of a page holds by itself, where another one would too', async ({ page, desktop }) => {
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  const stopped = await untilAnswered(() =>
    desktop.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const isStopped = (name: string, url: string) => {
        let isPrevented = false;
        const preventDefault = () => {
          isPrevented = true;
        };
        contents?.emit(name, { preventDefault, url }, {}, { src: url });
        return isPrevented;
      };
      const leaving = ['will-navigate', 'will-frame-navigate', 'will-redirect'];
      return {
        away: leaving.filter((name) => isStopped(name, 'https://example.com/')),
        within: leaving.filter((name) => isStopped(name, 'app://sealpost/index.html')),
        webview: isStopped('will-attach-webview', 'app://sealpost/index.html'),
      };
    }),
  );
  expect(stopped).toEqual({
    away: ['will-navigate', 'will-frame-navigate', 'will-redirect'],
    within: [],
    webview: true,
  });
});

test.describe('what a page may ask for', () => {
  test.use({ moreDesktopOptions: { preloads: [join(import.meta.dirname, 'spyPermissions.cjs')] } });

  test('is decided for each permission there is, also where this machine has no such device', async ({
    page,
    desktop,
  }) => {
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
    const names = [
      ...['media', 'display-capture', 'geolocation', 'notifications', 'midi', 'midiSysex', 'pointerLock', 'fullscreen'],
      ...['openExternal', 'clipboard-read', 'clipboard-sanitized-write', 'idle-detection', 'hid', 'serial', 'usb'],
      ...['bluetooth', 'storage-access', 'top-level-storage-access', 'window-management', 'fileSystem', 'keyboardLock'],
      ...['speaker-selection', 'mediaKeySystem', 'background-sync', 'deprecated-sync-clipboard-read', 'unknown'],
    ];
    const allowed = await untilAnswered(() =>
      desktop.evaluate((_electron, asked) => {
        const { setPermissionRequestHandler, setPermissionCheckHandler, setDevicePermissionHandler } =
          globalThis.permissionHandlers;
        const given: string[] = [];
        for (const from of ['app://sealpost/', 'https://example.com/']) {
          for (const name of asked) {
            const note = (kind: string, isAllowed: unknown) => {
              if (isAllowed) given.push(`${kind} ${name} to ${from}`);
            };
            setPermissionRequestHandler?.(null, name, (answer) => note('request', answer), { requestingUrl: from });
            note('check', setPermissionCheckHandler?.(null, name, from, {}));
          }
        }
        for (const deviceType of ['hid', 'serial', 'usb']) {
          if (setDevicePermissionHandler?.({ deviceType, origin: 'app://sealpost', device: {} }))
            given.push(deviceType);
        }
        return { given, handlers: Object.keys(globalThis.permissionHandlers).sort() };
      }, names),
    );
    expect(allowed).toEqual({
      given: ['request', 'check'].map((kind) => `${kind} clipboard-sanitized-write to app://sealpost/`),
      handlers: ['setDevicePermissionHandler', 'setPermissionCheckHandler', 'setPermissionRequestHandler'],
    });
  });
});

test('the page embeds nothing: no web view, no frame', async ({ page, desktop }) => {
  const embedded = await page.evaluate(async () => {
    const violations: string[] = [];
    const allReported = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        violations.push(effectiveDirective);
        // Frames are told of first, and more than once.
        if (violations.length >= 4 && new Set(violations).size >= 2) resolve();
      });
    });
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.com/');
    const frames = ['app://sealpost/index.html', 'data:text/html,hello', 'https://example.com/'].map((src) => {
      const frame = document.createElement('iframe');
      frame.src = src;
      return frame;
    });
    const object = document.createElement('object');
    object.data = 'app://sealpost/index.html';
    document.body.append(view, object, ...frames);
    await allReported;
    return { violations: [...new Set(violations)].sort(), isWebview: 'getWebContentsId' in view };
  });
  expect(embedded).toEqual({ violations: ['frame-src', 'object-src'], isWebview: false });
  const contents = await untilAnswered(() =>
    desktop.evaluate(({ webContents }) => webContents.getAllWebContents().length),
  );
  expect(contents).toBe(1);
});

test('the page gets no camera, screen, place or device, however it asks', async ({ page }) => {
  const answers = await page.evaluate(async () => {
    const isRefused = (ask: () => Promise<unknown> | undefined) =>
      Promise.resolve()
        .then(ask)
        .then(
          // An empty list of devices is how some say no.
          (got) => got === undefined || (Array.isArray(got) && got.length === 0),
          () => true,
        );
    const device = (name: string, method: string, input: unknown) => () => {
      const api: unknown = Reflect.get(navigator, name);
      const ask: unknown = typeof api === 'object' && api !== null ? Reflect.get(api, method) : undefined;
      return typeof ask === 'function' ? Reflect.apply(ask, api, [input]) : undefined;
    };
    return {
      camera: await isRefused(device('mediaDevices', 'getUserMedia', { video: true })),
      screen: await isRefused(device('mediaDevices', 'getDisplayMedia', { video: true })),
      place: await isRefused(
        () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
      ),
      usb: await isRefused(device('usb', 'requestDevice', { filters: [] })),
      hid: await isRefused(device('hid', 'requestDevice', { filters: [] })),
      serial: await isRefused(device('serial', 'requestPort', {})),
      bluetooth: await isRefused(device('bluetooth', 'requestDevice', { acceptAllDevices: true })),
      clipboard: await isRefused(() => navigator.clipboard.readText()),
    };
  });
  expect(Object.entries(answers).filter(([, isRefused]) => !isRefused)).toEqual([]);
});

test('no link opens a program of the system', async ({ page, desktop }) => {
  await untilAnswered(() =>
    desktop.evaluate(({ shell }) => {
      const opened: string[] = [];
      Reflect.set(globalThis, 'openedOutside', opened);
      shell.openExternal = async (url) => void opened.push(url);
      shell.openPath = async (path) => {
        opened.push(path);
        return '';
      };
    }),
  );
  for (const url of [
    'https://example.com/',
    'file:///etc/passwd',
    'mailto:a@b.example',
    'ms-msdt:x',
    'smb://host/share',
  ]) {
    await page.evaluate((address) => {
      window.open(address);
      const link = document.createElement('a');
      link.href = address;
      link.target = '_blank';
      document.body.append(link);
      link.click();
    }, url);
  }
  const refusals = await page.evaluate(async () => {
    const inputs: unknown[] = [{ folder: '/etc' }, { folder: 'data', path: '/etc' }, { folder: ['data'] }, '/etc'];
    const answers = await Promise.all(inputs.map((input) => window.sealpost?.desktop.call('folder.open', input)));
    return answers.map((answer) => JSON.parse(JSON.stringify(answer)).ok);
  });
  expect(refusals).toEqual([false, false, false, false]);
  expect(await untilAnswered(() => desktop.evaluate(() => Reflect.get(globalThis, 'openedOutside')))).toEqual([]);
});

test('the page saves what it made itself, and nothing from elsewhere', async ({ page, desktop }) => {
  const folder = test.info().outputPath('saved');
  mkdirSync(folder, { recursive: true });
  await untilAnswered(() =>
    desktop.evaluate(({ session }, dir) => {
      const ended: string[] = [];
      Reflect.set(globalThis, 'downloads', ended);
      session.defaultSession.on('will-download', (event, item) => {
        if (event.defaultPrevented) ended.push('refused');
        // A person would be asked where to.
        item.setSavePath(`${dir}/${ended.length}-${item.getFilename()}`);
        item.once('done', (_event, state) => ended.push(state));
      });
    }, folder),
  );
  const save = (url: string) =>
    page.evaluate((address) => {
      const own = address === 'own' ? URL.createObjectURL(new Blob(['a,b'], { type: 'text/csv' })) : address;
      const link = document.createElement('a');
      link.href = own;
      link.download = 'export.csv';
      document.body.append(link);
      link.click();
    }, url);
  const ended = () => untilAnswered(() => desktop.evaluate(() => Reflect.get(globalThis, 'downloads')));
  for (const url of ['data:text/csv,x', 'app://sealpost/index.html']) await save(url);
  await save('own');
  await expect.poll(ended).toContain('completed');
  expect((await ended()).filter((state: string) => state === 'completed')).toHaveLength(1);
  const files = readdirSync(folder);
  expect(files.map((file) => readFileSync(join(folder, file), 'utf8'))).toEqual(['a,b']);
});

/** Saves a rule over the bridge of whichever page it is, and waits for the answer if there will be one. */
async function saveRule(page: Page, pattern: string, isAnswered: boolean): Promise<void> {
  await page.evaluate(
    async ({ input, awaited }) => {
      const { sealpost } = window;
      if (!sealpost) throw new Error('The preload did not run.');
      const id = 1_000_000;
      const answered = new Promise((resolve) => {
        sealpost.onFrame((frame) => {
          if (typeof frame === 'object' && frame !== null && 'id' in frame && frame.id === id) resolve(frame);
        });
      });
      sealpost.post({ kind: 'call', id, name: 'rules.save', input });
      if (awaited) await answered;
    },
    { input: { pattern, mode: 'strict' }, awaited: isAnswered },
  );
}

/** Whether the shell did what this page asked of it. */
function isServed(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      window.sealpost?.desktop.call('login.set', { enabled: true }).then(
        (answer) => typeof answer !== 'object' || answer === null || !('ok' in answer) || answer.ok !== false,
        () => false,
      ) ?? true,
  );
}

test('frames from another page or window do nothing, even with our preload', async ({ page, desktop, engine }) => {
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible();
  const preload = builtFile('preload', 'index.cjs');
  const foreignUrl = pathToFileURL(join(import.meta.dirname, 'foreign.html')).href;
  // Another page in another window, and our own page in one that is not the app's.
  for (const [name, url] of [
    ['foreign', foreignUrl],
    ['copy', 'app://sealpost/index.html'],
  ] as const) {
    const [other] = await Promise.all([
      desktop.waitForEvent('window'),
      desktop.evaluate(
        async ({ BrowserWindow }, options) => {
          const window = new BrowserWindow({
            show: false,
            webPreferences: { preload: options.preload, sandbox: true },
          });
          await window.loadURL(options.url);
        },
        { preload, url },
      ),
    ]);
    await saveRule(other, `${name}.example`, false);
    expect([name, await isServed(other)]).toEqual([name, false]);
    await other.close();
  }
  // Another page in our own window, should it ever get there.
  const loadHere = (url: string) =>
    desktop.evaluate(async ({ BrowserWindow }, address) => {
      await BrowserWindow.getAllWindows()[0]?.loadURL(address);
    }, url);
  await loadHere(foreignUrl);
  await saveRule(page, 'here.example', false);
  expect(await isServed(page)).toBe(false);
  await loadHere('app://sealpost/');
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible();
  expect(await isServed(page)).toBe(true);
  // Rules are saved in the order in which they are asked for: once ours is there, the others' turn has passed.
  await saveRule(page, 'own.example', true);
  const { rules } = await engine.call('rules.list', {});
  expect(rules.map((rule) => rule.pattern)).toEqual(['own.example']);
});
