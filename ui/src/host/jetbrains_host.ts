/**
 * The page on its own: a JetBrains tool window (JCEF), or a browser tab with no IDE at all; they look alike from inside.
 *
 * A JetBrains host runs scripts in the page: it calls the functions below, or `window.postMessage`, so its messages come
 * from this very window. Nobody else can post as this window, since that takes a script inside it. We never post to
 * `parent`, which is this window too: the page would talk to itself.
 */

import type { Host, HostListener, HostNotice } from './host';
import { parseHostMessage } from './host_message';

/** The functions version-1 hosts call, each with the names of the message fields its arguments are. */
const DOORS = {
  __setToken: ['setToken', 'token'],
  __setFontSize: ['setFontSize', 'size'],
  __insertPaths: ['insertPaths', 'paths'],
  __pastePath: ['pastePath', 'path'],
  __updateOpenedFiles: ['updateOpenedFiles', 'openedFiles', 'currentFile'],
  __updateSessionCommand: ['updateSessionCommand', 'command'],
  __setSessionConfig: ['setSessionConfig', 'config'],
  __restartSession: ['restartSession'],
  /** Hosts of version 1 call it everywhere; without a parent it says nothing. */
  __setParentOrigin: ['setParentOrigin', 'origin'],
} as const;

/** Defined by the host, when it is there. */
const OPEN_IN_IDE = '__openInIDE';

export class JetBrainsHost implements Host {
  /** Hosts set the token right after the page has loaded; a person in a browser does not notice this wait. */
  readonly tokenPatienceMs = 400;
  readonly #window: Window;

  constructor(window: Window) {
    this.#window = window;
  }

  start(listener: HostListener): void {
    const hear = (data: unknown): void => {
      const command = parseHostMessage(data);
      if (command !== undefined) listener(command);
    };
    for (const [name, [type, ...fields]] of Object.entries(DOORS)) {
      const door = (...values: unknown[]): void => {
        hear({ type, ...Object.fromEntries(fields.map((field, index) => [field, values[index]])) });
      };
      Object.defineProperty(this.#window, name, { value: door, configurable: true, writable: true });
    }
    this.#window.addEventListener('message', (event) => {
      if (event.source === this.#window && event.origin === this.#window.location.origin) hear(event.data);
    });
  }

  tell(notice: HostNotice): void {
    // The font size reaches a JetBrains host through the bridge (`GET /font-size`).
    if (notice.type !== 'openFile') return;
    const open: unknown = Reflect.get(this.#window, OPEN_IN_IDE);
    if (typeof open === 'function') Reflect.apply(open, this.#window, [notice.path]);
  }
}
