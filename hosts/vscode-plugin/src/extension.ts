/** Where the extension starts: when a panel is opened or a command is run, and not before. */

import * as vscode from 'vscode';

import type { HostNotice } from '@page/channel';

import { Actions } from './actions';
import type { LifeState } from './bridge/life';
import { registerCommands } from './commands';
import { endingText } from './core/restarts';
import { EditorWatch } from './editor_watch';
import { Panels } from './panels';
import { SECTION } from './settings';
import { StatusBar } from './status_bar';
import { WindowBridge } from './window_bridge';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Agent Bridge', { log: true });
  const bridge = new WindowBridge(context, log);
  const status = new StatusBar();
  const actions = new Actions(bridge, () => panels, log, context);
  const panels: Panels = new Panels(context, {
    bridge,
    editor: () => editor,
    act: (action) => {
      void actions.act(action);
    },
    hostAction: (name) => {
      void hostAction(name, bridge, actions, log);
    },
    statesChanged: (sessions) => {
      status.sessions(sessions);
    },
  });
  const editor = new EditorWatch((state) => {
    panels.sayEditor(state);
  });
  const explain = explainRestarts(log);
  context.subscriptions.push(
    registerCommands({ bridge, panels, actions, log, extensionId: context.extension.id }),
    bridge.onChange((state) => {
      status.life(state);
      explain(state);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const ours = [SECTION, 'terminal.integrated.fontFamily', 'terminal.integrated.fontSize', 'editor.fontFamily'];
      if (ours.some((section) => event.affectsConfiguration(section))) panels.saySettings();
    }),
    editor,
    panels,
    status,
    bridge,
    log,
  );
}

/** A bridge that was started again says why, once it runs: by then the agents in it are new ones. */
function explainRestarts(log: vscode.LogOutputChannel): (state: LifeState) => void {
  let ended: string | undefined;
  return (state) => {
    if (state.name === 'restarting') ended = endingText(state.ending);
    if (state.name !== 'running' || ended === undefined) return;
    const text = `Agent Bridge ${ended} and was started again. What its agents were doing has ended with it.`;
    ended = undefined;
    void vscode.window.showWarningMessage(text, 'Show Log').then((answer) => {
      if (answer === 'Show Log') log.show();
    });
  };
}

async function hostAction(
  name: Extract<HostNotice, { type: 'hostAction' }>['name'],
  bridge: WindowBridge,
  actions: Actions,
  log: vscode.LogOutputChannel,
): Promise<void> {
  switch (name) {
    case 'restartBridge':
      await bridge.restart();
      break;
    case 'showLog':
      log.show();
      break;
    case 'openInBrowser':
      await actions.openInBrowser();
      break;
    case 'doctor':
      await actions.doctor();
      break;
    case 'openSettings':
      await actions.openSettings();
      break;
  }
}
