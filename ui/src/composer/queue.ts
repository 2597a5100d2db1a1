/** Prompts that wait for the agent: why, which, and what one can do about each. */

import { parseDraft, summary } from '../core/composer/draft';
import type { PromptQueue, QueuedPrompt } from '../core/protocol';
import { element } from '../view/elements';
import { strings } from '../view/strings';
import { composerButton, composerIcon } from './icons';

export interface QueueEvents {
  edit(prompt: QueuedPrompt): void;
  remove(prompt: QueuedPrompt): void;
  /** To the agent that runs now: another one has left it behind, or this one is up and does not say so. */
  resend(prompt: QueuedPrompt): void;
}

const REASONS = {
  blocked: strings.composer.queueBlocked,
  starting: strings.composer.queueStarting,
  ended: strings.composer.queueEnded,
} as const;

export class QueueView {
  readonly element = element('section', { class: 'queue', 'aria-label': strings.composer.queueLabel });
  readonly #events: QueueEvents;
  readonly #reason = element('p', { class: 'queue-reason', role: 'status' });
  readonly #list = element('ol', { class: 'queue-list' });

  constructor(events: QueueEvents) {
    this.#events = events;
    this.element.append(element('div', { class: 'queue-head' }, composerIcon('waiting'), this.#reason), this.#list);
    this.element.hidden = true;
  }

  /** `runs`: there is an agent that could take them. */
  show(queue: PromptQueue | undefined, runs: boolean): void {
    this.element.hidden = queue === undefined || queue.prompts.length === 0;
    if (queue === undefined) {
      this.#list.replaceChildren();
      return;
    }
    this.#reason.textContent = REASONS[queue.reason ?? 'blocked'];
    this.element.dataset['reason'] = queue.reason ?? '';
    this.#list.replaceChildren(
      ...queue.prompts.map((prompt) => this.#item(prompt, runs && queue.reason !== 'blocked')),
    );
  }

  #item(prompt: QueuedPrompt, canResend: boolean): HTMLElement {
    const text = summary(parseDraft(prompt.draft)).trim();
    const buttons = [
      ...(canResend ? [this.#button('send', strings.composer.queueSend, 'resend', prompt)] : []),
      this.#button('edit', strings.composer.queueEdit, 'edit', prompt),
      this.#button('close', strings.composer.queueRemove, 'remove', prompt),
    ];
    const words = element('span', { class: 'queue-text', title: text }, text);
    return element('li', { class: 'queue-item' }, words, ...buttons);
  }

  #button(icon: 'send' | 'edit' | 'close', label: string, act: keyof QueueEvents, prompt: QueuedPrompt): HTMLElement {
    return composerButton(icon, label, () => {
      this.#events[act](prompt);
    });
  }
}
