/** What stands in the webview when the page does not. */

import type { Screen } from '../core/webview_messages';
import type { Action } from '../core/failure';

export class ScreenView {
  readonly element = document.createElement('section');
  readonly #onAction: (action: Action) => void;

  constructor(onAction: (action: Action) => void) {
    this.#onAction = onAction;
    this.element.className = 'screen';
    this.element.hidden = true;
  }

  show(screen: Screen): void {
    this.element.setAttribute('role', screen.kind === 'notice' ? 'alert' : 'status');
    const parts: HTMLElement[] = [text('h2', screen.title), text('p', screen.detail)];
    if (screen.kind === 'busy') {
      const bar = text('div', '');
      bar.className = 'bar';
      parts.unshift(bar);
    } else {
      parts.push(this.#actions(screen));
      if (screen.log !== '') parts.push(text('pre', screen.log));
    }
    this.element.replaceChildren(...parts);
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  #actions({ buttons }: Extract<Screen, { kind: 'notice' }>): HTMLElement {
    const row = document.createElement('div');
    row.className = 'actions';
    for (const { action, label } of buttons) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.addEventListener('click', () => {
        this.#onAction(action);
      });
      row.append(button);
    }
    return row;
  }
}

function text(tag: string, content: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}
