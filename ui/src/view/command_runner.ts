/** What each command does: the other half of core/commands.ts. */

import { commandOf, COMMANDS, keyLabel } from '../core/commands';
import type { CommandId } from '../core/commands';
import type { PaletteEntry } from './palette';
import { IS_MAC } from './platform';
import type { PreferenceStore } from './preference_store';
import type { Stage } from './stage';
import { strings } from './strings';
import type { Workbench } from './workbench';

export interface CommandPorts {
  stage: Stage;
  workbench: Workbench;
  preferences: PreferenceStore;
  showCommands: () => void;
  newSession: () => void;
  showHistory: () => void;
  showSettings: () => void;
  changeFontSize: (step: -1 | 0 | 1) => void;
  /** A command of the composer's; false: there is no composer that does it. */
  compose: (command: CommandId) => boolean;
}

type Runs = Readonly<Record<CommandId, () => void>>;

export class CommandRunner {
  readonly #ports: CommandPorts;
  readonly #runs: Runs;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
    this.#runs = runsOf(ports);
  }

  run(command: CommandId): void {
    this.#runs[command]();
  }

  /** Keys of the page, before anything else hears of them. While a dialog is open they are its own. */
  listen(): void {
    window.addEventListener(
      'keydown',
      (event) => {
        const command = commandOf(event, IS_MAC);
        if (command === undefined || document.querySelector('dialog[open]') !== null) return;
        event.preventDefault();
        event.stopPropagation();
        this.run(command);
      },
      { capture: true },
    );
  }

  /** Every command, and every session to go to. */
  entries(): PaletteEntry[] {
    const { workbench } = this.#ports;
    const commands = COMMANDS.filter((command) => command !== 'showCommands').map((command) => ({
      title: strings.commands[command],
      key: keyLabel(command, IS_MAC),
      run: () => {
        this.run(command);
      },
    }));
    const sessions = workbench.sessions.tabs.map((tab) => ({
      title: strings.switchTo(workbench.label(tab)),
      key: '',
      run: () => {
        workbench.select(tab.id);
      },
    }));
    return [...commands, ...(sessions.length > 1 ? sessions : [])];
  }
}

function runsOf(ports: CommandPorts): Runs {
  const { stage, workbench, preferences, compose } = ports;
  const terminal = (): NonNullable<Stage['selected']>['terminal'] | undefined => stage.selected?.terminal;
  const withTab =
    (act: (id: string) => void): (() => void) =>
    () => {
      const id = workbench.sessions.selected;
      if (id !== undefined) act(id);
    };
  return {
    showCommands: ports.showCommands,
    newSession: ports.newSession,
    nextSession: () => {
      workbench.step(1);
    },
    previousSession: () => {
      workbench.step(-1);
    },
    renameSession: withTab((id) => {
      workbench.bar.rename(id);
    }),
    restartSession: withTab((id) => {
      workbench.restart(id);
    }),
    stopSession: withTab((id) => {
      workbench.stop(id);
    }),
    closeSession: withTab((id) => {
      workbench.close(id);
    }),
    focusTerminal: () => terminal()?.focus(),
    focusComposer: () => {
      if (!compose('focusComposer')) terminal()?.focus();
    },
    toggleComposer: () => {
      preferences.set('composer', !preferences.now.composer);
      compose('toggleComposer');
    },
    openPicker: () => {
      compose('openPicker');
    },
    search: () => {
      stage.toggleSearch();
    },
    scrollToBottom: () => terminal()?.scrollToBottom(),
    copy: () => terminal()?.copy(),
    selectAll: () => terminal()?.selectAll(),
    showHistory: ports.showHistory,
    showSettings: ports.showSettings,
    largerText: () => {
      ports.changeFontSize(1);
    },
    smallerText: () => {
      ports.changeFontSize(-1);
    },
    resetTextSize: () => {
      ports.changeFontSize(0);
    },
    toggleScreenReader: () => {
      preferences.set('screenReader', !preferences.now.screenReader);
    },
  };
}
