import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Relative URLs: the page also works below a path, as behind VS Code's /proxy/<port>/.
  base: './',
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
