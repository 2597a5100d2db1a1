/** What lies over the page, and its part of the conversation with the bridge: agents, settings, history, files. */

import { keyLabel } from '../core/commands';
import type { CommandId } from '../core/commands';
import type { ClientMessage, PathsChecked, PromptEntry, ServerMessage } from '../core/protocol';
import { element } from './elements';
import { FileView } from './file_view';
import type { FileSelected } from './file_view';
import { HistoryPanel } from './history_panel';
import { Menu } from './menu';
import type { MenuItem } from './menu';
import { NewSessionDialog } from './new_session';
import type { NewSession } from './new_session';
import { Palette } from './palette';
import type { PaletteEntry } from './palette';
import type { FilePlace } from './path_link_provider';
import { IS_MAC } from './platform';
import { SettingsPage } from './settings_page';
import { strings } from './strings';

export interface OverlayPorts {
  send: (message: ClientMessage) => boolean;
  folder: () => string;
  startSession: (session: NewSession) => void;
  paletteEntries: () => PaletteEntry[];
  insertPrompt: (prompt: PromptEntry) => void;
  copy: (text: string) => void;
  /** A file is looked at here, and this is selected in it. */
  fileSelected: FileSelected;
  /** Give the keyboard back to where work goes on. */
  closed: () => void;
}

/** A bridge that does not answer in this time will not answer for this line of output any more. */
const CHECK_LIMIT_MS = 5000;
/** The bridge checks no more at once. */
const MAX_CHECKED = 64;

export class Overlays {
  readonly element: HTMLElement;
  readonly history: HistoryPanel;
  readonly settings: SettingsPage;
  readonly palette: Palette;
  readonly #newSession: NewSessionDialog;
  readonly #fileView: FileView;
  readonly #menu = new Menu(strings.sessionMenu);
  readonly #ports: OverlayPorts;
  readonly #checks = new Map<number, (found: PathsChecked['found']) => void>();
  #lastRequest = 0;
  #reading: { requestId: number; place: FilePlace } | undefined;

  constructor(ports: OverlayPorts) {
    this.#ports = ports;
    const { send, closed } = ports;
    this.palette = new Palette(ports.paletteEntries, closed);
    this.#fileView = new FileView(closed, ports.fileSelected);
    this.#newSession = new NewSessionDialog({
      refresh: () => {
        send({ type: 'listAgents' });
      },
      start: ports.startSession,
      closed,
    });
    this.settings = new SettingsPage({
      refresh: () => send({ type: 'listSettings' }),
      change: (name, value, scope) => {
        send({ type: 'changeSetting', name, value, scope });
      },
      closed,
    });
    this.history = new HistoryPanel({
      ask: (request) => send({ type: 'listPrompts', ...request }),
      insert: ports.insertPrompt,
      copy: ports.copy,
      remove: (promptId) => {
        send({ type: 'removePrompt', promptId });
      },
      clear: (project) => {
        send({ type: 'clearPrompts', project });
      },
      closed,
    });
    this.element = element(
      'div',
      { class: 'overlays' },
      this.palette.element,
      this.#newSession.element,
      this.settings.element,
      this.history.element,
      this.#fileView.element,
      element('section', { 'aria-label': strings.sessionMenu }, this.#menu.element),
    );
  }

  newSession(wanted: { agent?: string; folder?: string } = {}): void {
    this.#newSession.open(this.#ports.folder(), wanted);
  }

  /** A menu of commands at a place. */
  menu(anchor: DOMRect, items: readonly MenuItem[], closed: () => void): void {
    this.#menu.open(anchor, items, closed);
  }

  /** Which of these texts name files. */
  async check(sessionId: string, paths: string[]): Promise<PathsChecked['found']> {
    this.#lastRequest += 1;
    const requestId = this.#lastRequest;
    return new Promise((resolve) => {
      const done = (found: PathsChecked['found']): void => {
        this.#checks.delete(requestId);
        resolve(found);
      };
      this.#checks.set(requestId, done);
      window.setTimeout(done, CHECK_LIMIT_MS, []);
      const asked = this.#ports.send({ type: 'checkPaths', requestId, sessionId, paths: paths.slice(0, MAX_CHECKED) });
      if (!asked) done([]);
    });
  }

  /** Look at a file here: no editor is around the page. */
  read(place: FilePlace): void {
    this.#lastRequest += 1;
    this.#reading = { requestId: this.#lastRequest, place };
    this.#ports.send({ type: 'readFile', requestId: this.#lastRequest, path: place.path });
  }

  receive(message: ServerMessage): void {
    switch (message.type) {
      case 'agentList':
        this.#newSession.showAgents(message.agents);
        break;
      case 'settingsList':
        this.settings.show(message);
        break;
      case 'promptList':
        this.history.show(message);
        break;
      case 'promptsCleared':
        this.history.refresh();
        break;
      case 'pathsChecked':
        this.#checks.get(message.requestId)?.(message.found);
        break;
      case 'fileText':
        this.#show(message);
        break;
      default:
    }
  }

  /** True: the error is shown where one looks at just now. */
  refused(request: string, message: string): boolean {
    if (request === 'changeSetting' && this.settings.isOpen) {
      this.settings.showProblem(message);
      return true;
    }
    return false;
  }

  #show({ requestId, path, lines, problem }: Extract<ServerMessage, { type: 'fileText' }>): void {
    const reading = this.#reading;
    if (reading?.requestId !== requestId) return;
    this.#reading = undefined;
    if (problem === null) {
      this.#fileView.show(path, lines, reading.place.line, reading.place.lastLine);
      this.#ports.fileSelected(path, null);
    } else {
      this.#fileView.showProblem(path, problem);
    }
  }
}

/** A command as menus and the palette show it. */
export function commandItem(id: CommandId, run: (id: CommandId) => void): MenuItem {
  return {
    label: strings.commands[id],
    key: keyLabel(id, IS_MAC),
    run: () => {
      run(id);
    },
  };
}
