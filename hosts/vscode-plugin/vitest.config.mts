import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: {
      '@page': fileURLToPath(new URL('../../ui/src/host', import.meta.url)),
      '@core': fileURLToPath(new URL('../../ui/src/core', import.meta.url)),
    },
  },
  test: { include: ['test/**/*.test.ts'], testTimeout: 20_000 },
});
