/** A line across the page that stays until it is answered: a note, a question, the end of the agent. */

import { element, iconButton, textButton } from './elements';
import { strings } from './strings';

export interface BannerAction {
  label: string;
  style?: 'plain' | 'primary';
  run: () => void;
}

export interface BannerContent {
  text: string;
  tone?: 'note' | 'warning';
  actions?: readonly BannerAction[];
  /** Given: the banner can be dismissed with Escape, and with a cross where no action already says no. */
  onDismiss?: () => void;
}

export class Banner {
  readonly element: HTMLElement;
  #content: BannerContent | undefined;

  constructor(className: string) {
    this.element = element('div', { class: `banner ${className}`, role: 'status', hidden: '' });
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#content?.onDismiss === undefined) return;
      event.stopPropagation();
      this.#dismiss();
    });
  }

  get isShown(): boolean {
    return this.#content !== undefined;
  }

  show(content: BannerContent): void {
    this.#content = content;
    this.element.dataset['tone'] = content.tone ?? 'note';
    const buttons = (content.actions ?? []).map(({ label, style, run }) => textButton(label, run, style));
    const actions = element('div', { class: 'banner-actions' }, ...buttons);
    if (content.onDismiss !== undefined && buttons.length === 0) {
      actions.append(
        iconButton('close', strings.dismiss, () => {
          this.#dismiss();
        }),
      );
    }
    this.element.replaceChildren(element('p', { class: 'banner-text' }, content.text), actions);
    this.element.hidden = false;
  }

  hide(): void {
    this.#content = undefined;
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  /** Put the keyboard on the first action. */
  focus(): void {
    this.element.querySelector('button')?.focus();
  }

  #dismiss(): void {
    const onDismiss = this.#content?.onDismiss;
    this.hide();
    onDismiss?.();
  }
}
