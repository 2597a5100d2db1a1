/** A host that is heard from the first moment on: what it says before the page listens is kept for it. */

import type { Host, HostCommand, HostListener, HostNotice } from './host';

/** A host says some ten things at the start. */
const MOST_KEPT = 1000;

export class EarlyHost implements Host {
  readonly #host: Host;
  readonly #kept: HostCommand[] = [];
  #listener: HostListener | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.start((command) => {
      if (this.#listener !== undefined) this.#listener(command);
      else if (this.#kept.length < MOST_KEPT) this.#kept.push(command);
    });
  }

  get tokenPatienceMs(): number {
    return this.#host.tokenPatienceMs;
  }

  start(listener: HostListener): void {
    this.#listener = listener;
    for (const command of this.#kept.splice(0)) listener(command);
  }

  tell(notice: HostNotice): void {
    this.#host.tell(notice);
  }

  hears(type: HostNotice['type']): boolean {
    return this.#host.hears(type);
  }
}
