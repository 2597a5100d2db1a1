/** The inner frame: the page as the bridge serves it, and what is said to it and heard from it. */

import { CHANNEL_VERSION, NOTICE_TYPES } from '@page/channel';
import type { HostCommand, HostNotice } from '@page/channel';
import { parseNotice } from '@page/host_notice';

export interface PageFrameEvents {
  /** The page is there and listens. */
  loaded(): void;
  unreachable(): void;
  said(notice: HostNotice): void;
}

export class PageFrame {
  readonly #events: PageFrameEvents;
  #frame: HTMLIFrameElement | undefined;
  #origin = '';
  #isLoaded = false;
  #timer: number | undefined;

  constructor(events: PageFrameEvents) {
    this.#events = events;
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (this.isSource(event.source) && event.origin === this.#origin) this.#hear(event.data);
    });
  }

  isSource(source: MessageEventSource | null): boolean {
    return source !== null && source === this.#frame?.contentWindow;
  }

  load(address: string, seconds: number): void {
    this.#frame?.remove();
    this.#isLoaded = false;
    this.#origin = new URL(address).origin;
    const frame = document.createElement('iframe');
    frame.title = 'Agent Bridge';
    frame.allow = 'clipboard-read; clipboard-write';
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-downloads');
    frame.addEventListener('load', () => {
      this.#introduce();
    });
    frame.src = address;
    document.body.prepend(frame);
    this.#frame = frame;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (!this.#isLoaded) this.#events.unreachable();
    }, seconds * 1000);
  }

  say(command: HostCommand): void {
    if (this.#isLoaded) this.#post(command);
  }

  focus(): void {
    this.#frame?.focus();
  }

  #introduce(): void {
    this.#post({ type: 'setParentOrigin', origin: window.origin });
    const notices = [...NOTICE_TYPES];
    this.#post({ type: 'hostHello', channel: CHANNEL_VERSION, name: 'VS Code', notices });
  }

  #post(message: object): void {
    this.#frame?.contentWindow?.postMessage(message, this.#origin);
  }

  #hear(data: unknown): void {
    const notice = parseNotice(data);
    if (notice === undefined) return;
    if (notice.type === 'uiLoaded') {
      this.#isLoaded = true;
      window.clearTimeout(this.#timer);
      this.#events.loaded();
    }
    this.#events.said(notice);
  }
}
