// Node runs no TypeScript everywhere yet; vite, which builds the page, loads it.
import { fileURLToPath, URL } from 'node:url';

import { runnerImport } from 'vite';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
// By its bare name Node would take the CommonJS build, whose exports it cannot name.
const headless = path('../../node_modules/@xterm/headless/lib-headless/xterm-headless.mjs');
const config = { configFile: false, logLevel: 'error', resolve: { alias: { '@xterm/headless': headless } } };
const { module } = await runnerImport(path('run.ts'), config);
await module.serve();
