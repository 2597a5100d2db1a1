/**
 * Packs the extension: one VSIX per platform whose binaries lie in bin/<os>-<arch>, or one without (`--without-binary`).
 *
 *     node package.mjs [--out FOLDER] [--target linux-x86_64] [--without-binary]
 */

import { cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { createVSIX } from '@vscode/vsce';

const HERE = dirname(fileURLToPath(import.meta.url));
/** Names of platforms as the bridge's build and as the marketplace have them. */
const TARGETS = {
  'linux-x86_64': 'linux-x64',
  'linux-aarch64': 'linux-arm64',
  'macos-x86_64': 'darwin-x64',
  'macos-aarch64': 'darwin-arm64',
  'windows-x86_64': 'win32-x64',
  'windows-aarch64': 'win32-arm64',
};
const SHIPPED = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'THIRD_PARTY_NOTICES.md',
  '.vscodeignore',
  'dist',
  'media',
];

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(HERE, '..', '..', 'dist') },
    target: { type: 'string' },
    'without-binary': { type: 'boolean', default: false },
  },
});

execFileSync(process.execPath, ['esbuild.mjs'], { cwd: HERE, stdio: 'inherit' });
const out = resolve(values.out);
await mkdir(out, { recursive: true });
const found = values['without-binary'] ? [undefined] : await binaries();
for (const target of found) await pack(target);

async function binaries() {
  if (values.target !== undefined) return [values.target];
  const names = await readdir(join(HERE, 'bin')).catch(() => []);
  const known = names.filter((name) => name in TARGETS);
  if (known.length === 0) throw new Error('bin/ holds no binary: `make binaries` puts those of this platform there');
  return known;
}

/** In a folder of its own: what one platform ships must not lie in the package of another. */
async function pack(target) {
  const { version } = JSON.parse(await readFile(join(HERE, 'package.json'), 'utf8'));
  const stage = await mkdtemp(join(tmpdir(), 'agent-bridge-vsix-'));
  try {
    for (const name of SHIPPED) await cp(join(HERE, name), join(stage, name), { recursive: true });
    if (target !== undefined) await cp(join(HERE, 'bin', target), join(stage, 'bin', target), { recursive: true });
    const name = target === undefined ? 'without-binary' : TARGETS[target];
    const packagePath = join(out, `agent-bridge-${version}-${name}.vsix`);
    await createVSIX({
      cwd: stage,
      packagePath,
      dependencies: false,
      allowMissingRepository: true,
      // pictures come along in the package
      rewriteRelativeLinks: false,
      ...(target === undefined ? {} : { target: TARGETS[target] }),
    });
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}
