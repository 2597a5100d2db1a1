/** The editor for agents: what it shows goes to the bridge, what agents want comes back, to the host or onto the page. */

import { toldEditor } from '../core/editor/told_editor';
import type { EditorShared, ServerMessage, ShowFile } from '../core/protocol';
import { NO_EDITOR } from '../host/editor_state';
import type { EditorState, HostCommand, LineRange, PathReference } from '../host/host';
import type { MenuItem } from '../view/menu';
import type { Page } from '../view/page';
import { strings } from '../view/strings';
import { ReviewPanel } from './review';
import { SharedChip, placeName } from './shared_chip';

/** A file of the workspace in the page's own view, and what is selected in it. */
export interface ShownFile {
  path: string;
  selection: EditorState['selection'];
}

export interface EditorPorts {
  page: Page;
  menu: (anchor: DOMRect, items: readonly MenuItem[]) => void;
  agentName: (sessionId: string) => string;
  folder: () => string;
}

export class EditorParts {
  readonly chip: SharedChip;
  readonly review: ReviewPanel;
  readonly #ports: EditorPorts;
  #shared: EditorShared | undefined;
  /** Of the page's own file view, where no editor is around the page. */
  #own: EditorState | undefined;
  #told = '';
  /** Changes that the host shows. */
  readonly #atHost = new Set<string>();

  constructor(ports: EditorPorts) {
    this.#ports = ports;
    const { page } = ports;
    this.chip = new SharedChip({
      switchSession: (on) => {
        if (page.sessionId !== undefined) page.send({ type: 'shareEditor', sessionId: page.sessionId, on });
      },
      switchWorkspace: (on) => {
        page.send({ type: 'changeSetting', name: 'share-editor', value: on, scope: 'workspace' });
      },
      menu: ports.menu,
      closeFile: () => {
        this.fileShown(undefined);
      },
    });
    this.review = new ReviewPanel({
      decided: (diffId, accepted, text) => {
        page.send({ type: 'decideDiff', diffId, accepted, text });
      },
      edited: (diffId, text) => {
        page.send({ type: 'editDiff', diffId, text });
      },
      left: page.focusTerminal.bind(page),
    });
    this.#listen();
  }

  /** A word of the host about a change that it shows. */
  hear(command: Extract<HostCommand, { type: 'diffDecided' | 'diffEdited' }>): void {
    const { page } = this.#ports;
    const { diffId } = command;
    if (!this.#atHost.has(diffId)) return;
    if (command.type === 'diffEdited') {
      page.send({ type: 'editDiff', diffId, text: command.text });
      return;
    }
    const { accepted, text } = command;
    page.send({ type: 'decideDiff', diffId, accepted, ...(text === null ? {} : { text }) });
  }

  /** Files for the agent's own prompt, without typing; false: it takes none this way, or what it would take is more. */
  mention(paths: readonly PathReference[]): boolean {
    const { page, folder } = this.#ports;
    const { sessionId } = page;
    const session = this.#shared?.sessions.find((each) => each.sessionId === sessionId);
    const [file] = paths;
    if (sessionId === undefined || session?.mentions !== true || file === undefined || paths.length !== 1) return false;
    if (file.folder === true || file.range === undefined) return false;
    const path = absolute(file.path, folder());
    return page.send({ type: 'mentionFile', sessionId, path, ...linesOf(file.range) });
  }

  /** What the page's own file view shows; undefined: nothing of it is shared any more. */
  fileShown(shown: ShownFile | undefined): void {
    this.#own = shown === undefined ? NO_EDITOR : this.#stateOf(shown);
    this.#tell();
  }

  #stateOf({ path, selection }: ShownFile): EditorState {
    const folder = this.#ports.folder();
    const file = absolute(path, folder);
    return {
      workspaceFolders: [folder],
      openFiles: [{ path: file, active: true, dirty: false, languageId: '', cursor: selection?.start ?? null }],
      selection: selection === null ? null : { ...selection, path: file },
      diagnostics: [],
    };
  }

  #listen(): void {
    const { page } = this.#ports;
    page.on('editorChanged', () => {
      this.#own = undefined;
      this.#tell();
    });
    page.on('welcomed', () => {
      this.#told = '';
      this.#shared = undefined;
      if (this.#own !== undefined || page.editor !== NO_EDITOR) this.#tell();
      this.#show();
    });
    page.on('disconnected', () => {
      this.review.clear();
      for (const diffId of this.#atHost) page.tellHost({ type: 'closeDiff', diffId });
      this.#atHost.clear();
    });
    page.on('sessionSelected', () => {
      this.#show();
    });
    page.on('received', (message) => {
      this.#received(message);
    });
  }

  #tell(): void {
    const message = toldEditor(this.#own ?? this.#ports.page.editor);
    const text = JSON.stringify(message);
    if (text !== this.#told && this.#ports.page.send(message)) this.#told = text;
  }

  #received(message: ServerMessage): void {
    const { page, agentName } = this.#ports;
    switch (message.type) {
      case 'editorShared':
        this.#shared = message;
        this.#show();
        break;
      case 'diffOpened': {
        const { diffId, sessionId, path, original, proposed } = message;
        if (page.hostHears('showDiff')) {
          this.#atHost.add(diffId);
          page.tellHost({ type: 'showDiff', diffId, path, original, proposed, agent: agentName(sessionId) });
        } else {
          this.review.open(message);
        }
        break;
      }
      case 'diffClosed':
        this.review.close(message.diffId);
        if (this.#atHost.delete(message.diffId)) page.tellHost({ type: 'closeDiff', diffId: message.diffId });
        break;
      case 'showFile':
        this.#showFile(message);
        break;
      default:
    }
  }

  #showFile({ path, start, end, front }: ShowFile): void {
    const { page } = this.#ports;
    if (page.hostHears('openFile')) {
      const range = start === null || end === null ? {} : { range: { start, end } };
      page.tellHost({ type: 'openFile', path, ...range, preserveFocus: true });
    } else if (front) {
      page.say(strings.editor.shows(placeName({ path, start, end })));
    }
  }

  #show(): void {
    const { sessionId } = this.#ports.page;
    this.chip.show(this.#shared, sessionId);
    this.review.showSession(sessionId);
  }
}

function absolute(path: string, folder: string): string {
  if (/^(?:[\\/]|[A-Za-z]:[\\/])/.test(path)) return path;
  const separator = folder.includes('\\') ? '\\' : '/';
  return folder + separator + path.replaceAll('/', separator);
}

const linesOf = ({ start, end }: LineRange): LineRange => ({ start, end });
