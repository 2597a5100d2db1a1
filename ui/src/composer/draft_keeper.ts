/**
 * Drafts that outlive everything: with the bridge for restarts and other windows, in this tab for a reload that the bridge
 * does not see coming. Of the two the newer counts.
 */

import { parseDraft, serialize } from '../core/composer/draft';
import type { Draft } from '../core/composer/draft';
import type { ClientMessage, DraftLoaded } from '../core/protocol';
import { readSetting, removeSetting, writeSetting } from '../host/storage';

const SAVE_AFTER_MS = 300;
const KEY = 'agent-bridge.draft.';

export interface KeeperPorts {
  send(message: ClientMessage): boolean;
  /** A draft for this session, while nobody has written in it yet. */
  loaded(sessionId: string, draft: Draft): void;
}

interface Kept {
  text: string;
  /** Not with the bridge yet. */
  dirty: boolean;
  timer: number | undefined;
}

export class DraftKeeper {
  readonly #ports: KeeperPorts;
  readonly #kept = new Map<string, Kept>();

  constructor(ports: KeeperPorts) {
    this.#ports = ports;
    const flush = this.flush.bind(this);
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
  }

  /** What is known at once, also from before while another session was shown; what the bridge has comes by `loaded`. */
  open(sessionId: string): Draft {
    this.#ports.send({ type: 'loadDraft', sessionId });
    return parseDraft(this.#of(sessionId).text);
  }

  changed(sessionId: string, draft: Draft): void {
    const kept = this.#of(sessionId);
    const text = serialize(draft);
    if (text === kept.text) return;
    kept.text = text;
    kept.dirty = true;
    window.clearTimeout(kept.timer);
    kept.timer = window.setTimeout(() => {
      this.#save(sessionId, kept);
    }, SAVE_AFTER_MS);
  }

  /** Now, because the page may go. */
  flush(): void {
    for (const [sessionId, kept] of this.#kept) if (kept.dirty) this.#save(sessionId, kept);
  }

  receive(message: DraftLoaded): void {
    const kept = this.#of(message.sessionId);
    if (kept.dirty || kept.text === message.draft) return;
    const local = readLocal(message.sessionId);
    if (local !== undefined && local.savedAt > message.savedAt) {
      // Written as this tab was reloaded: the bridge has never heard of it.
      kept.text = local.text;
      this.#save(message.sessionId, kept);
      return;
    }
    kept.text = message.draft;
    this.#ports.loaded(message.sessionId, parseDraft(message.draft));
  }

  #save(sessionId: string, kept: Kept): void {
    window.clearTimeout(kept.timer);
    writeLocal(sessionId, kept.text);
    kept.dirty = !this.#ports.send({ type: 'saveDraft', sessionId, draft: kept.text });
  }

  #of(sessionId: string): Kept {
    let kept = this.#kept.get(sessionId);
    if (kept === undefined) {
      kept = { text: readLocal(sessionId)?.text ?? '', dirty: false, timer: undefined };
      this.#kept.set(sessionId, kept);
    }
    return kept;
  }
}

function readLocal(sessionId: string): { text: string; savedAt: number } | undefined {
  const stored = readSetting('sessionStorage', KEY + sessionId) ?? '';
  const cut = stored.indexOf(' ');
  const savedAt = Number(stored.slice(0, cut));
  return cut > 0 && Number.isFinite(savedAt) ? { savedAt, text: stored.slice(cut + 1) } : undefined;
}

function writeLocal(sessionId: string, text: string): void {
  if (text === '') removeSetting('sessionStorage', KEY + sessionId);
  else writeSetting('sessionStorage', KEY + sessionId, `${Date.now()} ${text}`);
}
