import { expect, test } from 'vitest';

import { EarlyHost } from '../../src/host/early_host';
import type { HostCommand, HostListener } from '../../src/host/host';

test('what a host says before anybody listens is heard first, in its order and once', () => {
  let say: HostListener = () => undefined;
  const host = new EarlyHost({
    tokenPatienceMs: 7,
    start: (listener) => (say = listener),
    tell: () => undefined,
    hears: (type) => type === 'copy',
  });
  const heard: HostCommand[] = [];
  say({ type: 'setToken', token: 'early' });
  say({ type: 'restartSession' });
  host.start((command) => heard.push(command));
  say({ type: 'setFontSize', size: 20 });
  expect(heard).toEqual([
    { type: 'setToken', token: 'early' },
    { type: 'restartSession' },
    { type: 'setFontSize', size: 20 },
  ]);
  expect([host.tokenPatienceMs, host.hears('copy'), host.hears('chord')]).toEqual([7, true, false]);
});
