/** All of the page, once its frame is on the screen. */

import { BrowserHost } from './host/browser_host';
import type { Host } from './host/host';
import { App } from './view/app';
import { installStrictStyles } from './view/strict_styles';

export function start(root: HTMLElement, host: Host): void {
  installStrictStyles(document);
  void new App(root, host, new BrowserHost(window)).start();
}
