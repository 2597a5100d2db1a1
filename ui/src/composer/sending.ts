/** Prompts on their way: what was sent and not answered, what waits with the bridge. */

import { promptParts, serialize } from '../core/composer/draft';
import { isAbsolute } from '../core/composer/path_spec';
import type { Draft } from '../core/composer/draft';
import type { ErrorMessage, PromptQueue, SendPrompt, ServerMessage } from '../core/protocol';
import type { Page } from '../view/page';
import { strings } from '../view/strings';
import { allow } from './attachments';

/** The bridge closes the connection at 4 MiB of message. */
const MOST_BYTES = 3.5 * 1024 * 1024;

export interface SendingEvents {
  /** It could not be sent; it is to stand in the composer again. */
  returned(sessionId: string, draft: Draft): void;
  queueChanged(sessionId: string): void;
  sent(sessionId: string): void;
}

export class Sending {
  readonly #page: Page;
  readonly #events: SendingEvents;
  readonly #pending = new Map<string, { sessionId: string; draft: Draft }>();
  readonly #queues = new Map<string, PromptQueue>();

  constructor(page: Page, events: SendingEvents) {
    this.#page = page;
    this.#events = events;
  }

  queueOf(sessionId: string): PromptQueue | undefined {
    return this.#queues.get(sessionId);
  }

  /** False: it stays where it is, and the person was told why. `promptId`: of one that waits, to be changed or sent. */
  send(sessionId: string, draft: Draft, promptId: string = crypto.randomUUID(), now = false): boolean {
    const text = serialize({ parts: draft.parts, kept: draft.kept });
    const message: SendPrompt = {
      type: 'sendPrompt',
      sessionId,
      promptId,
      parts: promptParts(draft),
      draft: text,
      historyEntry: { id: promptId, serializedContent: serialize({ parts: draft.parts, kept: [] }) },
      now,
    };
    const size = new Blob([JSON.stringify(message)]).size;
    if (size > MOST_BYTES) {
      this.#page.say(strings.composer.tooLarge(megabytes(size), megabytes(MOST_BYTES)));
      return false;
    }
    const files = [...draft.parts, ...draft.kept].filter((part) => typeof part !== 'string' && part.checked);
    // After a reconnection the bridge knows nothing of what was dropped before.
    allow(this.#page, files.map((part) => (typeof part === 'string' ? '' : part.path)).filter(isAbsolute));
    if (!this.#page.send(message)) {
      this.#page.say(strings.composer.notConnected);
      return false;
    }
    this.#pending.set(promptId, { sessionId, draft });
    return true;
  }

  remove(sessionId: string, promptId: string): void {
    this.#page.send({ type: 'removeQueuedPrompt', sessionId, promptId });
  }

  disconnected(): void {
    this.#queues.clear();
    for (const [promptId, { sessionId, draft }] of this.#pending) {
      this.#pending.delete(promptId);
      this.#events.returned(sessionId, draft);
      this.#page.say(strings.composer.unsure);
    }
  }

  receive(message: ServerMessage): void {
    if (message.type === 'promptSent') {
      this.#pending.delete(message.promptId);
      this.#events.sent(message.sessionId);
    } else if (message.type === 'promptQueue') this.#queued(message);
    else if (message.type === 'error') this.#refused(message);
  }

  #queued(queue: PromptQueue): void {
    for (const prompt of queue.prompts) this.#pending.delete(prompt.promptId);
    if (queue.prompts.length === 0) this.#queues.delete(queue.sessionId);
    else this.#queues.set(queue.sessionId, queue);
    this.#events.queueChanged(queue.sessionId);
  }

  #refused(error: ErrorMessage): void {
    if (error.requestType !== 'sendPrompt') {
      if (error.code === 'draft_failed') this.#page.say(strings.composer.notKept(error.message));
      return;
    }
    // The bridge names the prompt where it had taken it; a refusal at the door comes before any other answer.
    const promptId = error.promptId ?? [...this.#pending.keys()][0];
    const pending = promptId === undefined ? undefined : this.#pending.get(promptId);
    if (promptId === undefined || pending === undefined) return;
    this.#pending.delete(promptId);
    this.#events.returned(pending.sessionId, pending.draft);
    this.#page.say(strings.composer.notSent(error.message));
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
