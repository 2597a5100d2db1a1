/** What the composer is made of, and how it looks closed. */

import { element } from '../view/elements';
import { strings } from '../view/strings';
import { composerButton } from './icons';

export interface LayoutEvents {
  send: () => void;
  attach: () => void;
  hide: () => void;
  show: () => void;
}

export class Layout {
  readonly element = element('section', { class: 'composer', 'aria-label': strings.composer.label });
  readonly editor = element('div', { class: 'composer-editor' });
  readonly file = element('input', { type: 'file', class: 'visually-hidden', multiple: '', tabindex: '-1' });
  readonly #body = element('div', { class: 'composer-body' });
  readonly #news = element('p', { class: 'composer-news', role: 'status' });
  readonly #send: HTMLButtonElement;
  readonly #closed: HTMLElement;

  /** Of another part of the page: in the bar, or beside the button that shows the composer. */
  readonly #guest: HTMLElement;
  readonly #bar: HTMLElement;

  constructor(queue: HTMLElement, shelf: HTMLElement, picker: HTMLElement, guest: HTMLElement, events: LayoutEvents) {
    this.#send = composerButton('send', '', events.send);
    this.#send.classList.add('composer-send');
    this.file.setAttribute('aria-hidden', 'true');
    const attach = composerButton('attach', strings.composer.attach, events.attach);
    const hide = composerButton('collapse', strings.composer.hide, events.hide);
    const bar = element('div', { class: 'composer-bar' }, attach, guest, this.#news, hide, this.#send);
    this.#guest = guest;
    this.#bar = bar;
    const box = element('div', { class: 'composer-box' }, shelf, this.editor, bar);
    this.#body.append(queue, element('div', { class: 'composer-frame' }, picker, box), this.file);
    const show = composerButton('expand', strings.composer.show, events.show);
    show.append(element('span', {}, strings.composer.show));
    this.#closed = element('div', { class: 'composer-closed' }, show);
    this.element.append(this.#body, this.#closed);
  }

  setOpen(open: boolean): void {
    this.#body.hidden = !open;
    this.#closed.hidden = open;
    if (open) this.#bar.firstElementChild?.after(this.#guest);
    else this.#closed.append(this.#guest);
  }

  /** One quiet line in the bar; empty: nothing. */
  setNews(text: string): void {
    if (this.#news.textContent !== text) this.#news.textContent = text;
  }

  setSend(enabled: boolean, label: string): void {
    // Not `disabled`: a button that loses the keyboard under one's finger is worse than one that does nothing.
    this.#send.setAttribute('aria-disabled', String(!enabled));
    this.#send.setAttribute('aria-label', label);
    this.#send.title = label;
  }
}
