/** What the page says before anybody listens, and to whom it may say what. */

import type { HostCommand, HostNotice, NoticeType } from './channel';

/** Hosts of version 1 know these and never introduce themselves further. */
const VERSION_1: ReadonlySet<NoticeType> = new Set(['openFile', 'settingsChanged', 'uiLoaded']);
/** A host that never listens is no host of ours; nothing is kept for it for ever. */
const MAX_UNSAID = 16;
/** Of these only the newest says anything. */
const STATES: ReadonlySet<NoticeType> = new Set(['agentState', 'focusChanged']);

export class Outbox {
  readonly #post: (notice: HostNotice) => void;
  #open = false;
  #heard: ReadonlySet<NoticeType> | undefined;
  #unsaid: HostNotice[] = [];

  constructor(post: (notice: HostNotice) => void) {
    this.#post = post;
  }

  /** Somebody can be spoken to; whether a host of version 1 or a later one is not known yet. */
  open(): void {
    this.#open = true;
    this.#flush();
  }

  /** A host of this version has said what it acts upon. */
  introduced(hello: Extract<HostCommand, { type: 'hostHello' }>): void {
    this.#heard = new Set(hello.notices);
    this.open();
  }

  hears(type: NoticeType): boolean {
    return this.#open && (this.#heard ?? VERSION_1).has(type);
  }

  tell(notice: HostNotice): void {
    if (this.hears(notice.type)) this.#post(notice);
    else if (!this.#open || this.#heard === undefined) this.#keep(notice);
  }

  #keep(notice: HostNotice): void {
    if (STATES.has(notice.type)) this.#unsaid = this.#unsaid.filter(({ type }) => type !== notice.type);
    if (this.#unsaid.length < MAX_UNSAID) this.#unsaid.push(notice);
  }

  #flush(): void {
    for (const notice of this.#unsaid.splice(0)) this.tell(notice);
  }
}
