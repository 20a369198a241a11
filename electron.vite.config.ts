import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** One build for both carriers: Electron loads out/main/index.js, the service serves out/renderer. */
export default defineConfig({
  main: {
    build: {
      target: 'node20',
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
