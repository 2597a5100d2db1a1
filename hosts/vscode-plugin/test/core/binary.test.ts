import { describe, expect, test } from 'vitest';

import { candidates, sumOf, targetOf } from '../../src/core/binary';
import type { BinaryPlaces } from '../../src/core/binary';

const LINUX = { system: 'linux', arch: 'x64' };
const PLACES: BinaryPlaces = {
  environment: undefined,
  setting: '',
  extension: '/ext',
  searchPath: '/usr/bin::relative:/opt/x',
  platform: LINUX,
};
const paths = (changes: Partial<BinaryPlaces>): string[] =>
  candidates({ ...PLACES, ...changes }).map(({ path }) => path);

describe('the program is looked for', () => {
  test('in the extension, then in the absolute folders of PATH', () => {
    expect(paths({})).toEqual(['/ext/bin/linux-x86_64/agent-bridge', '/usr/bin/agent-bridge', '/opt/x/agent-bridge']);
  });

  test('nowhere else when the environment or the setting names it, the environment first', () => {
    expect(paths({ environment: ' /e ', setting: '/s' })).toEqual(['/e']);
    expect(paths({ environment: ' ', setting: '/s' })).toEqual(['/s']);
  });

  test('under the names of Windows', () => {
    const platform = { system: 'win32', arch: 'arm64' };
    expect(paths({ platform, extension: 'C:\\ext', searchPath: 'C:\\bin;x' })).toEqual([
      'C:\\ext\\bin\\windows-aarch64\\agent-bridge.exe',
      'C:\\bin\\agent-bridge.exe',
    ]);
  });

  test('on PATH alone where none is built for the machine', () => {
    expect(targetOf({ system: 'freebsd', arch: 'x64' })).toBeUndefined();
    expect(paths({ platform: { system: 'linux', arch: 'riscv64' } })).toEqual([
      '/usr/bin/agent-bridge',
      '/opt/x/agent-bridge',
    ]);
  });
});

describe('a sum', () => {
  const sum = 'a'.repeat(64);
  test('is that of exactly this name', () => {
    expect(sumOf(`${'b'.repeat(64)}  other\n${sum}  agent-bridge\r\n`, 'agent-bridge')).toBe(sum);
    expect(sumOf(`${sum.toUpperCase()} *agent-bridge\n`, 'agent-bridge')).toBe(sum);
  });

  test.each(['', `${sum}  agent-bridge.exe`, `${sum.slice(1)}  agent-bridge`, `${sum} agent-bridge`])(
    'is not found in %j',
    (text) => {
      expect(sumOf(text, 'agent-bridge')).toBeUndefined();
    },
  );
});
