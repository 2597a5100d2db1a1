/** The agents' states in the status bar; a click brings the panel into view. */

import * as vscode from 'vscode';

import type { SessionSummary } from '@page/channel';

import type { LifeState } from './bridge/life';
import { statusText } from './core/status_text';

export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('agentBridge.status', vscode.StatusBarAlignment.Right, 90);
  #life: LifeState['name'] = 'off';
  #sessions: readonly SessionSummary[] = [];

  constructor() {
    this.#item.name = 'Agent Bridge';
    this.#item.command = 'agentBridge.focus';
    this.#draw();
    this.#item.show();
  }

  sessions(sessions: readonly SessionSummary[]): void {
    this.#sessions = sessions;
    this.#draw();
  }

  life({ name }: LifeState): void {
    this.#life = name;
    if (name !== 'running') this.#sessions = [];
    this.#draw();
  }

  dispose(): void {
    this.#item.dispose();
  }

  #draw(): void {
    const { text, tooltip, isWaiting } = statusText(this.#sessions);
    this.#item.text = this.#life === 'failed' ? '$(error) Agents' : text;
    this.#item.tooltip = this.#life === 'failed' ? 'Agent Bridge could not start: open the panel to see why' : tooltip;
    const color = isWaiting ? 'statusBarItem.warningBackground' : undefined;
    this.#item.backgroundColor = color === undefined ? undefined : new vscode.ThemeColor(color);
  }
}
