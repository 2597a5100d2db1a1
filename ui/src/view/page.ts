/** What a part of the page (composer, history, settings, palette) may know and ask of the rest; the app provides it. */

import type { CommandId } from '../core/commands';
import type { Preferences } from '../core/preferences';
import type { ClientMessage, PromptEntry, ServerMessage, Welcome } from '../core/protocol';
import type { SessionState } from '../core/session';
import type { FilePlace } from './path_link_provider';
import type { EditorState, Host, HostNotice, PathReference } from '../host/host';

/** What happens on the page. A part listens to what concerns it. */
export interface PageEvents {
  /** A connection was made, again or for the first time. */
  welcomed: Welcome;
  disconnected: undefined;
  received: ServerMessage;
  /** Another session is shown; undefined: none. */
  sessionSelected: string | undefined;
  /** The selected session runs, ended, … */
  sessionState: SessionState;
  editorChanged: EditorState;
  /** What the host wants in the prompt; a listener that takes it returns true. */
  compose: Composition;
  /** A remembered prompt that is to be changed or sent again; a listener that takes it returns true. */
  insertPrompt: PromptEntry;
  /** A command of the composer's; who does it returns true. */
  command: CommandId;
  preferencesChanged: Preferences;
}

/** Text and files for the agent; `submit`: and send it. */
export interface Composition {
  text: string;
  paths: readonly PathReference[];
  submit: boolean;
}

export interface Page {
  /** Returns how to stop listening. */
  on<K extends keyof PageEvents>(event: K, hear: (value: PageEvents[K]) => unknown): () => void;
  /** False while there is no connection: the message is not kept. */
  send(message: ClientMessage): boolean;
  /** Bytes for the selected session's program. False: there is none to take them. */
  input(bytes: Uint8Array): boolean;
  readonly sessionId: string | undefined;
  /** For requests beside the WebSocket. */
  token(): string | undefined;
  readonly sessionState: SessionState;
  readonly preferences: Preferences;
  /** Keep a preference, for this person. */
  setPreference<K extends keyof Preferences>(name: K, value: Preferences[K]): void;
  /** Run a command of the page, as its key would. */
  run(command: CommandId): void;
  copy(text: string): void;
  /** In the editor around the page, else in a view of our own. */
  openFile(place: FilePlace): void;
  /** What the editor around the page has open, as the host last said. */
  readonly editor: EditorState;
  /** Whether the host acts upon this; else the page does what it can itself. */
  hostHears: Host['hears'];
  tellHost(notice: HostNotice): void;
  /** One line of news that goes by itself. */
  say(text: string): void;
  focusTerminal(): void;
}

type Listeners = { [K in keyof PageEvents]: Set<(value: PageEvents[K]) => unknown> };

/** The listeners of the page. */
export class PageBus {
  readonly #listeners: Listeners = {
    welcomed: new Set(),
    disconnected: new Set(),
    received: new Set(),
    sessionSelected: new Set(),
    sessionState: new Set(),
    editorChanged: new Set(),
    compose: new Set(),
    insertPrompt: new Set(),
    command: new Set(),
    preferencesChanged: new Set(),
  };

  on<K extends keyof PageEvents>(event: K, hear: (value: PageEvents[K]) => unknown): () => void {
    const listeners: Listeners[K] = this.#listeners[event];
    listeners.add(hear);
    return () => {
      listeners.delete(hear);
    };
  }

  /** Whether a listener took it (returned true). */
  emit<K extends keyof PageEvents>(event: K, value: PageEvents[K]): boolean {
    let taken = false;
    for (const hear of this.#listeners[event]) taken = hear(value) === true || taken;
    return taken;
  }
}
