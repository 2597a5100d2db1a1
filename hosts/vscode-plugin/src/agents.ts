/** Which agents there are, and how to get the others. */

import * as vscode from 'vscode';

import { isCommand } from './core/agents';
import type { KnownAgent } from './core/agents';
import { listAgents } from './program';
import type { WindowBridge } from './window_bridge';

interface AgentItem extends vscode.QuickPickItem {
  agent?: KnownAgent;
}

/** A list of all agents; picking one that is missing offers its installation. */
export async function showAgents(bridge: WindowBridge): Promise<void> {
  const agents = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Looking for agents' },
    () => listAgents(bridge),
  );
  const items: AgentItem[] = agents.map((agent) => ({
    label: `$(${agent.path === null ? 'circle-slash' : 'check'}) ${agent.name}`,
    description: agent.path === null ? 'not found' : agent.version,
    detail: agent.path ?? `to install: ${agent.install}`,
    agent,
  }));
  if (items.length === 0) {
    void vscode.window.showWarningMessage('Agent Bridge could not list the agents: see its log.');
    return;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Agents Found',
    placeHolder: 'Pick one that is missing to install it',
    matchOnDetail: true,
  });
  if (picked?.agent?.path === null) await offerInstallation(picked.agent);
}

async function offerInstallation({ name, install }: KnownAgent): Promise<void> {
  if (!isCommand(install)) {
    const [address] = /https?:\/\/\S+/.exec(install) ?? [];
    const open = address === undefined ? [] : ['Open'];
    const answer = await vscode.window.showInformationMessage(`To install ${name}: ${install}`, ...open);
    if (answer === 'Open' && address !== undefined) await vscode.env.openExternal(vscode.Uri.parse(address, true));
    return;
  }
  const terminal = vscode.window.createTerminal({ name: `Install ${name}` });
  terminal.show();
  // Not executed: what runs on a person's machine is for them to say.
  terminal.sendText(install, false);
}
