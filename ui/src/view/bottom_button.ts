/** Back to the newest output: there while one has scrolled away from it, marked when more has come since. */

import type { Terminal } from '@xterm/xterm';

import { iconButton } from './elements';
import { strings } from './strings';

export class BottomButton {
  readonly element: HTMLButtonElement;
  readonly #terminal: Terminal;
  #end = 0;

  constructor(terminal: Terminal, focus: () => void) {
    this.#terminal = terminal;
    this.element = iconButton('down', strings.commands.scrollToBottom, () => {
      terminal.scrollToBottom();
      focus();
    });
    this.element.classList.add('to-bottom');
    this.element.hidden = true;
    // Both may come often; what they lead to is a comparison.
    terminal.onScroll(() => {
      this.#look();
    });
    terminal.onWriteParsed(() => {
      this.#look();
    });
  }

  #look(): void {
    const { baseY, viewportY } = this.#terminal.buffer.active;
    const away = viewportY < baseY;
    if (this.element.hidden === away) {
      this.element.hidden = !away;
      this.#end = baseY;
    }
    this.element.dataset['more'] = String(away && baseY > this.#end);
  }
}
