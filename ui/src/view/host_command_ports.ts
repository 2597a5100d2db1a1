/** The host's commands, given to the parts of the page that do them. */

import { COMMANDS } from '../core/commands';
import type { CommandId } from '../core/commands';
import type { ClientMessage } from '../core/protocol';
import type { HostCommand } from '../host/host';
import type { CommandRunner } from './command_runner';
import { HostCommands } from './host_commands';
import type { HostCommandPorts } from './host_commands';
import type { HostLink } from './host_link';
import type { Composition } from './page';
import type { PreferenceStore } from './preference_store';
import type { Stage } from './stage';
import type { Workbench } from './workbench';

export interface HostParts {
  stage: Stage;
  workbench: Workbench;
  preferences: PreferenceStore;
  commands: CommandRunner;
  newSession: (wanted: { agent?: string; folder?: string }) => void;
  useToken: (token: string) => void;
  compose: (composition: Composition) => void;
  paste: (text: string) => void;
  editorChanged: () => void;
  diff: HostCommandPorts['diff'];
  send: (message: ClientMessage) => boolean;
}

type RunCommand = Extract<HostCommand, { type: 'command' }>;

export function hostCommands(link: HostLink, parts: HostParts): HostCommands {
  const { stage, preferences } = parts;
  return new HostCommands(link, {
    useToken: parts.useToken,
    setFontSize: (size) => {
      preferences.setHost({ 'font-size': size });
    },
    compose: parts.compose,
    paste: parts.paste,
    editorChanged: parts.editorChanged,
    diff: parts.diff,
    setSettings: (settings) => {
      preferences.setHost(settings);
    },
    setSessionConfig: (config) => {
      stage.selected?.setOverride(config);
    },
    restartSession: () => {
      stage.selected?.restart();
    },
    run: (command) => {
      run(command, parts);
    },
    send: parts.send,
  });
}

function run(command: RunCommand, { commands, workbench, newSession }: HostParts): void {
  const { name, agent, folder, sessionId } = command;
  const id = sessionId ?? workbench.sessions.selected ?? '';
  switch (name) {
    case 'newSession':
      newSession({ ...(agent && { agent }), ...(folder && { folder }) });
      break;
    case 'showSession':
      workbench.select(id);
      break;
    case 'stopSession':
      workbench.stop(id);
      break;
    case 'closeSession':
      workbench.close(id);
      break;
    default:
      commands.run(isCommand(name) ? name : 'focusComposer');
  }
}

function isCommand(name: string): name is CommandId {
  return COMMANDS.some((command) => command === name);
}
