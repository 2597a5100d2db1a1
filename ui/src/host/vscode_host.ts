/**
 * The page in a frame: an IDE's webview around it (VS Code), spoken to by postMessage.
 *
 * The parent introduces itself with `setParentOrigin`, which must name the origin the browser says the message came from.
 * From then on only this window with this origin is heard, and it alone is spoken to. Which parents may frame us at all is
 * the bridge's Content-Security-Policy (`frame-ancestors`).
 */

import type { Host, HostListener, HostNotice } from './host';
import { parseHostMessage } from './host_message';
import { noticeToWire } from './host_notice';
import { Outbox } from './outbox';

export class VSCodeHost implements Host {
  readonly tokenPatienceMs = 3000;
  readonly #window: Window;
  readonly #outbox: Outbox;
  #parentOrigin: string | undefined;

  constructor(window: Window) {
    this.#window = window;
    this.#outbox = new Outbox((notice) => {
      if (this.#parentOrigin !== undefined) window.parent.postMessage(noticeToWire(notice), this.#parentOrigin);
    });
  }

  start(listener: HostListener): void {
    this.#window.addEventListener('message', (event) => {
      if (event.source === null || event.source !== this.#window.parent || event.source === this.#window) return;
      if (this.#parentOrigin === undefined) {
        this.#introduce(event);
        return;
      }
      if (event.origin !== this.#parentOrigin) return;
      const command = parseHostMessage(event.data);
      if (command?.type === 'hostHello') this.#outbox.introduced(command);
      if (command !== undefined) listener(command);
    });
  }

  tell(notice: HostNotice): void {
    this.#outbox.tell(notice);
  }

  hears(type: HostNotice['type']): boolean {
    return this.#outbox.hears(type);
  }

  #introduce(event: MessageEvent<unknown>): void {
    const claimed = claimedOrigin(event.data);
    // `null` is the origin of every sandboxed frame: it names nobody, and nothing can be addressed to it.
    if (claimed === undefined || claimed === 'null' || claimed !== event.origin) return;
    this.#parentOrigin = claimed;
    this.#outbox.open();
  }
}

function claimedOrigin(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data) || !('origin' in data)) return undefined;
  return data.type === 'setParentOrigin' && typeof data.origin === 'string' ? data.origin : undefined;
}
