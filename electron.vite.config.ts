import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/**
 * What the engine needs at each start comes in the same few files as its own code: reading hundreds of small ones took
 * half of the start. The others are loaded when they are first needed (better-sqlite3 is native code).
 */
const bundled = ['csv-parse', 'ipaddr.js', 'nodemailer', 'pino', 'tldts', 'tr46', 'ws', 'zod'];

/** One build for both carriers: Electron loads out/main/index.js, the service serves out/renderer. */
export default defineConfig({
  main: {
    build: {
      target: 'node20',
      externalizeDeps: { exclude: bundled },
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          engine: 'src/main/engine/entry/utility.ts',
          cli: 'src/main/engine/entry/cli.ts',
        },
      },
    },
  },
  preload: {
    build: {
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    build: { minify: true, rolldownOptions: { input: 'src/renderer/index.html' } },
    plugins: [react()],
  },
});
