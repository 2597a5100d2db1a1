import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** What the first script imports when its frame is on the screen: fetched meanwhile. */
const fetchTheRest: Plugin = {
  name: 'fetch-the-rest',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {} }) =>
      Object.values(bundle)
        .filter((output) => output.type === 'chunk' && output.isDynamicEntry)
        .map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', href: `./${fileName}` },
          injectTo: 'head',
        })),
  },
};

export default defineConfig({
  // Relative URLs: the page also works below a path, as behind VS Code's /proxy/<port>/.
  base: './',
  plugins: [fetchTheRest],
  build: {
    outDir: '../bridge/web/page',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: the Content-Security-Policy allows no data: URL, no inline script, no inline style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
    // xterm.js is one piece and needed at once; splitting it would only add a round trip.
    chunkSizeWarningLimit: 800,
  },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 10_000,
  },
});
