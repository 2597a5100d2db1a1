/**
 * What agents want to change, where no editor is around the page: above the terminal, in which the agent asks the same and
 * may be answered. It takes no focus. Closing a change rejects it.
 */

import { fromEditor, toEditor } from '../core/editor/line_ends';
import type { DiffOpened } from '../core/protocol';
import { visibleName } from '../core/visible_name';
import { element, iconButton, textButton } from '../view/elements';
import { strings } from '../view/strings';
import type { Merge } from './merge_view';

export interface ReviewEvents {
  /** The text as it is to be written. */
  decided(diffId: string, accepted: boolean, text: string): void;
  edited(diffId: string, text: string): void;
  /** The keyboard goes back to where work goes on. */
  left(): void;
}

/** A change is told while one types, but not with each key. */
const EDITED_MS = 250;

interface Review {
  diff: DiffOpened;
  /** As it stands, with the line ends of what was proposed. */
  text: string;
}

export class ReviewPanel {
  readonly element = element('section', { class: 'review', 'aria-label': strings.editor.reviewLabel });
  readonly #list = element('div', { class: 'review-list', role: 'tablist', 'aria-label': strings.editor.reviewLabel });
  readonly #body = element('div', { class: 'review-body' });
  readonly #head: HTMLElement;
  readonly #events: ReviewEvents;
  readonly #reviews = new Map<string, Review>();
  #sessionId: string | undefined;
  #shown: string | undefined;
  #merge: Merge | undefined;
  #timer: number | undefined;

  constructor(events: ReviewEvents) {
    this.#events = events;
    const fold = iconButton('up', strings.editor.collapse, () => {
      const isFolded = this.element.classList.toggle('is-folded');
      fold.setAttribute('aria-expanded', String(!isFolded));
    });
    fold.setAttribute('aria-expanded', 'true');
    const actions = element(
      'div',
      { class: 'review-actions' },
      textButton(
        strings.editor.accept,
        () => {
          this.#decide(true);
        },
        'primary',
      ),
      textButton(strings.editor.reject, () => {
        this.#decide(false);
      }),
      fold,
      iconButton('close', strings.editor.reject, () => {
        this.#decide(false);
      }),
    );
    this.#head = element('header', { class: 'review-head' }, this.#list, actions);
    this.element.append(this.#head, this.#body);
    this.element.hidden = true;
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      events.left();
    });
  }

  /** Only changes of the session that is looked at are shown. */
  showSession(sessionId: string | undefined): void {
    this.#sessionId = sessionId;
    this.#draw();
  }

  open(diff: DiffOpened): void {
    this.#reviews.set(diff.diffId, { diff, text: diff.proposed });
    this.#draw();
  }

  close(diffId: string): void {
    this.#reviews.delete(diffId);
    this.#draw();
  }

  /** The connection is gone: the bridge tells anew what waits. */
  clear(): void {
    this.#reviews.clear();
    this.#draw();
  }

  #draw(): void {
    const reviews = [...this.#reviews.values()].filter(({ diff }) => diff.sessionId === this.#sessionId);
    this.element.hidden = reviews.length === 0;
    const next = reviews.find(({ diff }) => diff.diffId === this.#shown) ?? reviews[0];
    const tabs = reviews.map((review) => this.#tab(review, review === next));
    this.#list.replaceChildren(...tabs);
    if (next?.diff.diffId !== this.#shown) void this.#show(next);
  }

  #tab({ diff }: Review, isShown: boolean): HTMLElement {
    const name = visibleName(diff.path.split(/[\\/]/).at(-1) ?? diff.path);
    const tab = element('button', { type: 'button', class: 'review-tab', role: 'tab', title: diff.path }, name);
    tab.setAttribute('aria-selected', String(isShown));
    tab.setAttribute('aria-label', strings.editor.review(visibleName(diff.path)));
    tab.addEventListener('click', () => {
      const review = this.#reviews.get(diff.diffId);
      if (review !== undefined && diff.diffId !== this.#shown) void this.#show(review).then(this.#draw.bind(this));
    });
    return tab;
  }

  async #show(review: Review | undefined): Promise<void> {
    this.#merge?.destroy();
    this.#merge = undefined;
    this.#body.replaceChildren();
    this.#shown = review?.diff.diffId;
    if (review === undefined) return;
    const { openMerge } = await import('./merge_view');
    const { diff } = review;
    if (this.#shown !== diff.diffId) return;
    const texts = {
      original: toEditor(diff.original),
      proposed: toEditor(review.text),
      originalLabel: strings.editor.original,
      proposedLabel: strings.editor.proposed,
    };
    this.#merge = openMerge(this.#body, texts, (text) => {
      review.text = fromEditor(diff.proposed, text);
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => {
        if (this.#reviews.has(diff.diffId)) this.#events.edited(diff.diffId, review.text);
      }, EDITED_MS);
    });
  }

  #decide(accepted: boolean): void {
    const review = this.#shown === undefined ? undefined : this.#reviews.get(this.#shown);
    if (review === undefined) return;
    window.clearTimeout(this.#timer);
    this.#events.decided(review.diff.diffId, accepted, review.text);
    this.close(review.diff.diffId);
    this.#events.left();
  }
}
