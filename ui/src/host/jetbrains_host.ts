/**
 * The page on its own: a JetBrains tool window (JCEF), or a browser tab with no IDE at all; they look alike from inside.
 *
 * A JetBrains host runs scripts in the page: it calls the functions below, or `window.postMessage`, so its messages come
 * from this very window. Nobody else can post as this window, since that takes a script inside it. We never post to
 * `parent`, which is this window too: the page would talk to itself.
 */

import type { Host, HostListener, HostNotice } from './host';
import { parseHostMessage } from './host_message';
import { noticeToWire, version1Path } from './host_notice';
import { Outbox } from './outbox';

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

/** Defined by hosts of version 1, when they are there. */
const OPEN_IN_IDE = '__openInIDE';
/** Defined by a host of today before its `hostHello`: takes a notice as JSON. */
const TELL_HOST = '__tellHost';

export class JetBrainsHost implements Host {
  /** Hosts set the token right after the page has loaded; a person in a browser does not notice this wait. */
  readonly tokenPatienceMs = 400;
  readonly #window: Window;
  /** Opened by `hostHello` only: without it this may be a browser tab. */
  readonly #outbox: Outbox;

  constructor(window: Window) {
    this.#window = window;
    this.#outbox = new Outbox((notice) => {
      this.#call(TELL_HOST, JSON.stringify(noticeToWire(notice)));
    });
  }

  start(listener: HostListener): void {
    const hear = (data: unknown): void => {
      const command = parseHostMessage(data);
      if (command?.type === 'hostHello') this.#outbox.introduced(command);
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
    // The font size reaches a JetBrains host of version 1 through the bridge (`GET /font-size`).
    if (notice.type === 'openFile' && !this.#outbox.hears('openFile')) this.#call(OPEN_IN_IDE, version1Path(notice));
    else this.#outbox.tell(notice);
  }

  hears(type: HostNotice['type']): boolean {
    return this.#outbox.hears(type) || (type === 'openFile' && this.#has(OPEN_IN_IDE));
  }

  #has(door: string): boolean {
    return typeof Reflect.get(this.#window, door) === 'function';
  }

  #call(door: string, argument: string): void {
    const call: unknown = Reflect.get(this.#window, door);
    if (typeof call === 'function') Reflect.apply(call, this.#window, [argument]);
  }
}
