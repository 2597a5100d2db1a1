/**
 * The IDE (or browser) around the page: one typed channel, whatever carries it.
 *
 * A host says commands and hears notices (`channel.ts`). How they travel (postMessage, functions on `window`, the address
 * bar) is each host's own file; the rest of the page knows only these types.
 */

import type { HostCommand, HostNotice, NoticeType } from './channel';

export * from './channel';

export type HostListener = (command: HostCommand) => void;

export interface Host {
  /** How long to wait for the host's token before a person is asked for it. */
  readonly tokenPatienceMs: number;
  start(listener: HostListener): void;
  tell(notice: HostNotice): void;
  /** Whether a host is there that acts upon this; else the page does what it can itself. Known once the host has spoken. */
  hears(type: NoticeType): boolean;
}
