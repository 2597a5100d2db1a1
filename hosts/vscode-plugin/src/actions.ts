/** What the buttons of a message do. */

import { chmod } from 'node:fs/promises';

import * as vscode from 'vscode';

import type { Action } from './core/failure';
import type { Panels } from './panels';
import { ask } from './program';
import { writeSetting } from './settings';
import type { WindowBridge } from './window_bridge';

/** Seconds; an antivirus program that takes longer has lost. */
const LONG_START = 60;

export class Actions {
  readonly #bridge: WindowBridge;
  readonly #panels: () => Panels;
  readonly #log: vscode.LogOutputChannel;
  readonly #extensionId: string;
  readonly #antivirusHelp: vscode.Uri;

  constructor(
    bridge: WindowBridge,
    panels: () => Panels,
    log: vscode.LogOutputChannel,
    { extension, extensionUri }: vscode.ExtensionContext,
  ) {
    this.#bridge = bridge;
    this.#panels = panels;
    this.#log = log;
    this.#extensionId = extension.id;
    this.#antivirusHelp = vscode.Uri.joinPath(extensionUri, 'media', 'antivirus.md');
  }

  async act(action: Action): Promise<void> {
    const act = this.#acts[action];
    await act();
  }

  async openInBrowser(): Promise<void> {
    await this.#bridge.ensure([]);
    const answer = await ask(this.#bridge, 'open', '--print');
    if ('error' in answer) {
      void vscode.window.showErrorMessage(`Agent Bridge: ${answer.error}`);
      return;
    }
    const link = vscode.Uri.parse(answer.text.trim(), true);
    // Some editors in the browser keep nothing but the port; the ticket is in the fragment.
    const outside = await vscode.env.asExternalUri(link.with({ fragment: '' }));
    await vscode.env.openExternal(outside.with({ fragment: link.fragment }));
  }

  /** The report in an editor of its own, ready to be copied into an issue. */
  async doctor(): Promise<void> {
    const title = 'Agent Bridge: checking this installation';
    const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () =>
      ask(this.#bridge, 'doctor'),
    );
    const text = 'text' in answer ? answer.text : `The report could not be made.\n\n${answer.error}\n`;
    const document = await vscode.workspace.openTextDocument({ content: `${this.#about()}\n${text}` });
    await vscode.window.showTextDocument(document);
  }

  readonly #acts: Readonly<Record<Action, () => Promise<void> | void>> = {
    manageTrust: async () => {
      await vscode.commands.executeCommand('workbench.trust.manage');
    },
    startAnyway: () => this.#bridge.startAnyway(),
    retry: () => this.#retry(),
    chooseBinary: () => this.#chooseBinary(),
    clearBinary: async () => {
      await writeSetting('binary', undefined);
      await this.#bridge.start();
    },
    makeExecutable: () => this.#makeExecutable(),
    reinstall: async () => {
      await vscode.commands.executeCommand('extension.open', this.#extensionId);
    },
    waitLonger: async () => {
      await writeSetting('startSeconds', LONG_START);
      await this.#bridge.start();
    },
    showLog: () => {
      this.#log.show();
    },
    doctor: () => this.doctor(),
    openSettings: () => this.openSettings(),
    openInBrowser: () => this.openInBrowser(),
    forwardPorts: async () => {
      await vscode.commands.executeCommand('~remote.forwardedPorts.focus');
    },
    antivirus: async () => {
      await vscode.commands.executeCommand('markdown.showPreview', this.#antivirusHelp);
    },
  };

  async openSettings(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${this.#extensionId}`);
  }

  async #retry(): Promise<void> {
    if (this.#bridge.state.name === 'running') this.#panels().reload();
    else await this.#bridge.start();
  }

  async #chooseBinary(): Promise<void> {
    const chosen = await vscode.window.showOpenDialog({ title: 'Choose the agent-bridge program', openLabel: 'Use' });
    if (chosen?.[0] === undefined) return;
    await writeSetting('binary', chosen[0].fsPath);
    await this.#bridge.start();
  }

  async #makeExecutable(): Promise<void> {
    const { state } = this.#bridge;
    if (state.name !== 'failed' || state.failure.kind !== 'notExecutable') return;
    try {
      await chmod(state.failure.path, 0o755);
    } catch (error) {
      void vscode.window.showErrorMessage(`Agent Bridge: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    await this.#bridge.start();
  }

  #about(): string {
    const { uiKind, remoteName, appName } = vscode.env;
    const kind = uiKind === vscode.UIKind.Web ? 'web' : 'desktop';
    const version = vscode.extensions.getExtension(this.#extensionId)?.packageJSON as { version?: unknown } | undefined;
    return [
      `Editor:    ${appName} ${vscode.version}, ${kind}${remoteName === undefined ? '' : `, remote: ${remoteName}`}`,
      `Extension: ${typeof version?.version === 'string' ? version.version : 'unknown'}`,
      `Bridge:    ${this.#bridge.state.name}`,
    ].join('\n');
  }
}
