/** Asks for the token when nobody brought one. */

import { element } from './elements';
import { strings } from './strings';

export class TokenPrompt {
  readonly element: HTMLElement;
  readonly #input = element('input', {
    type: 'password',
    id: 'token-input',
    class: 'token-input',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': 'token-where token-problem',
  });
  readonly #problem = element('p', { class: 'token-problem', id: 'token-problem', role: 'alert' });

  constructor(onToken: (token: string) => void) {
    const form = element(
      'form',
      { class: 'token-card', 'aria-labelledby': 'token-title' },
      element('h1', { class: 'token-title', id: 'token-title' }, strings.tokenTitle),
      element('p', { id: 'token-where' }, strings.tokenWhere),
      element('code', { class: 'token-command' }, strings.tokenCommand),
      element('label', { for: 'token-input' }, strings.tokenLabel),
      element(
        'div',
        { class: 'token-row' },
        this.#input,
        element('button', { type: 'submit', class: 'text-button primary' }, strings.tokenSubmit),
      ),
      this.#problem,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const token = this.#input.value.trim();
      if (token === '') this.#input.focus();
      else onToken(token);
    });
    this.element = element('div', { class: 'token-prompt', hidden: '' }, form);
  }

  show(problem = ''): void {
    this.#problem.textContent = problem;
    this.#problem.hidden = problem === '';
    this.#input.setAttribute('aria-invalid', String(problem !== ''));
    this.#input.value = '';
    this.element.hidden = false;
    this.#input.focus();
  }

  hide(): void {
    this.element.hidden = true;
    this.#input.value = '';
  }
}
