/** Where the page starts: which host is around us, then the app. */

import '@xterm/xterm/css/xterm.css';
import './view/style.css';

import { BrowserHost } from './host/browser_host';
import type { Host } from './host/host';
import { JetBrainsHost } from './host/jetbrains_host';
import { VSCodeHost } from './host/vscode_host';
import { App } from './view/app';
import { installStrictStyles } from './view/strict_styles';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no #app');
const host: Host = window.parent === window ? new JetBrainsHost(window) : new VSCodeHost(window);
installStrictStyles(document);
void new App(root, host, new BrowserHost(window)).start();
