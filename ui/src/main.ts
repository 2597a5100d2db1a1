/**
 * Where the page starts: which host is around it, and its frame in the colours of the last visit. That is on the screen before
 * the large script (start.ts) runs, which takes longer than a person needs to see an empty window.
 */

import '@xterm/xterm/css/xterm.css';
import './composer/composer.css';
import './view/style.css';

import { EarlyHost } from './host/early_host';
import { JetBrainsHost } from './host/jetbrains_host';
import { VSCodeHost } from './host/vscode_host';
import { element } from './view/elements';
import { storedPreferences } from './view/preference_store';
import { showTheme } from './view/theme';

/** A page that nobody sees draws no frames. */
const LONGEST_WAIT_MS = 100;

function afterTheFirstFrame(run: () => void): void {
  let waits = true;
  const once = (): void => {
    if (waits) run();
    waits = false;
  };
  window.setTimeout(once, document.visibilityState === 'hidden' ? 0 : LONGEST_WAIT_MS);
  requestAnimationFrame(() => window.setTimeout(once));
}

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no #app');
const host = new EarlyHost(window.parent === window ? new JetBrainsHost(window) : new VSCodeHost(window));
showTheme(storedPreferences().theme);
root.replaceChildren(element('header', { class: 'bar' }));
afterTheFirstFrame(
  () =>
    void import('./start').then(({ start }) => {
      start(root, host);
    }),
);
