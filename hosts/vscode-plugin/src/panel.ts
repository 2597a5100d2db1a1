/** One webview with the page in it: in the side bar, the bottom panel or the editor area. */

import { randomBytes } from 'node:crypto';

import * as vscode from 'vscode';

import type { HostCommand, HostNotice } from '@page/channel';

import type { LifeState } from './bridge/life';
import { workbenchChords } from './core/chords';
import { ACTION_LABELS, noticeOf } from './core/failure';
import type { Action, Failure } from './core/failure';
import { originOf } from './core/origins';
import { endingText } from './core/restarts';
import { webviewHtml } from './core/webview_html';
import { parseFromWebview } from './core/webview_messages';
import type { Screen, ToWebview } from './core/webview_messages';
import { readSettings } from './settings';
import type { WindowBridge } from './window_bridge';

export interface PanelEvents {
  /** The page listens: what it has to know is said now. */
  pageLoaded(panel: Panel): void;
  said(panel: Panel, notice: HostNotice): void;
  act(action: Action): void;
}

/** How long the page may take to load once the bridge is ready. */
const PAGE_SECONDS = 15;

export class Panel implements vscode.Disposable {
  isVisible: boolean;
  readonly #webview: vscode.Webview;
  readonly #bridge: WindowBridge;
  readonly #extension: vscode.Uri;
  readonly #events: PanelEvents;
  readonly #disposables: vscode.Disposable[] = [];
  /** Of the document that is loaded; a page of another origin needs another document. */
  #frameOrigin: string | undefined;
  #isReady = false;
  #hasPage = false;
  #shownToken: string | undefined;
  /** Which of the page's addresses is tried. */
  #attempt = 0;

  constructor(
    webview: vscode.Webview,
    isVisible: boolean,
    bridge: WindowBridge,
    extension: vscode.Uri,
    events: PanelEvents,
  ) {
    this.#webview = webview;
    this.isVisible = isVisible;
    this.#bridge = bridge;
    this.#extension = extension;
    this.#events = events;
    webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')] };
    this.#disposables.push(
      webview.onDidReceiveMessage((data: unknown) => {
        this.#hear(data);
      }),
      bridge.onChange(() => {
        void this.#show();
      }),
    );
    void this.#show();
    this.#loadDocument();
  }

  /** Whether there is a page that hears commands. */
  get hasPage(): boolean {
    return this.#hasPage;
  }

  say(command: HostCommand): void {
    this.#post({ type: 'toPage', command });
  }

  /** The page again from the start: what did not answer may do so now. */
  reload(): void {
    this.#shownToken = undefined;
    this.#loadDocument();
  }

  sayChords(): void {
    const { workbenchKeys } = readSettings();
    this.#post({
      type: 'chords',
      mac: workbenchChords(true, workbenchKeys),
      other: workbenchChords(false, workbenchKeys),
    });
  }

  dispose(): void {
    for (const disposable of this.#disposables.splice(0)) disposable.dispose();
  }

  #loadDocument(): void {
    this.#isReady = false;
    this.#hasPage = false;
    const script = vscode.Uri.joinPath(this.#extension, 'dist', 'webview.js');
    this.#webview.html = webviewHtml({
      nonce: randomBytes(16).toString('base64url'),
      script: this.#webview.asWebviewUri(script).toString(),
      frameOrigin: this.#frameOrigin,
    });
  }

  #hear(data: unknown): void {
    const message = parseFromWebview(data);
    switch (message?.type) {
      case 'ready':
        this.#isReady = true;
        this.#shownToken = undefined;
        this.sayChords();
        void this.#show();
        void this.#bridge.ensure(message.frames);
        break;
      case 'unreachable':
        void this.#unreachable();
        break;
      case 'action':
        this.#events.act(message.action);
        break;
      case 'notice':
        this.#heard(message.notice);
        break;
      case undefined:
        break;
    }
  }

  #heard(notice: HostNotice): void {
    if (notice.type !== 'uiLoaded') {
      this.#events.said(this, notice);
      return;
    }
    const { state } = this.#bridge;
    if (state.name !== 'running') return;
    this.#hasPage = true;
    this.say({ type: 'setToken', token: state.line.token });
    this.#events.pageLoaded(this);
  }

  async #show(): Promise<void> {
    if (!this.#isReady) return;
    const { state } = this.#bridge;
    if (state.name === 'running') {
      await this.#showPage(state);
      return;
    }
    this.#hasPage = false;
    this.#shownToken = undefined;
    this.#post({ type: 'screen', screen: screenOf(state) });
  }

  async #showPage(state: Extract<LifeState, { name: 'running' }>): Promise<void> {
    if (this.#shownToken === state.line.token) return;
    const address = await this.#address(state);
    const origin = originOf(address);
    if (origin !== this.#frameOrigin) {
      this.#frameOrigin = origin;
      this.#loadDocument();
      return;
    }
    this.#shownToken = state.line.token;
    this.#post({ type: 'screen', screen: STARTING });
    this.#post({ type: 'page', address, seconds: PAGE_SECONDS });
  }

  async #address({ line }: Extract<LifeState, { name: 'running' }>): Promise<string> {
    const addresses = await this.#bridge.pageAddresses(line);
    return addresses[this.#attempt] ?? addresses.at(-1) ?? line.uiBase;
  }

  /** The next address, if there is another one. */
  async #unreachable(): Promise<void> {
    const { state } = this.#bridge;
    if (state.name !== 'running') return;
    const addresses = await this.#bridge.pageAddresses(state.line);
    const failed = addresses[this.#attempt] ?? '';
    this.#attempt += 1;
    const next = addresses[this.#attempt];
    if (next !== undefined && next !== failed) {
      this.#shownToken = undefined;
      await this.#showPage(state);
      return;
    }
    this.#attempt = 0;
    const failure: Failure = {
      kind: 'unreachable',
      address: failed,
      isRemote: vscode.env.remoteName !== undefined,
    };
    this.#post({ type: 'screen', screen: screenOf({ name: 'failed', failure }) });
  }

  #post(message: ToWebview): void {
    if (this.#isReady) void this.#webview.postMessage(message);
  }
}

const STARTING: Screen = { kind: 'busy', title: 'Starting Agent Bridge', detail: '' };

function screenOf(state: Exclude<LifeState, { name: 'running' }>): Screen {
  switch (state.name) {
    case 'off':
    case 'starting':
      return STARTING;
    case 'restarting':
      return {
        kind: 'busy',
        title: 'The bridge has ended; another one is being started',
        detail: `It ${endingText(state.ending)}. What its agents were doing has ended with it; prompts are kept.`,
      };
    case 'failed': {
      const { title, detail, log, actions } = noticeOf(state.failure);
      return {
        kind: 'notice',
        title,
        detail,
        log,
        buttons: actions.map((action) => ({ action, label: ACTION_LABELS[action] })),
      };
    }
  }
}
