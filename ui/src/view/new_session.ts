/** Which agent to start, in which folder, with which arguments. */

import { splitArguments } from '../core/arguments';
import type { AgentInfo } from '../core/protocol';
import { Dialog } from './dialog';
import { element, textButton } from './elements';
import { strings } from './strings';

export interface NewSession {
  agent: string;
  cmd: string;
  args: string[];
  folder: string;
}

export interface NewSessionActions {
  /** Ask the bridge which agents there are now. */
  refresh(): void;
  start(session: NewSession): void;
  closed(): void;
}

export class NewSessionDialog {
  readonly element: HTMLElement;
  readonly #dialog: Dialog;
  readonly #actions: NewSessionActions;
  readonly #agents = element('fieldset', { class: 'agent-list' });
  readonly #folder = field('new-session-folder');
  readonly #arguments = field('new-session-arguments');
  readonly #problem = element('p', { class: 'problem', role: 'alert' });
  #known: readonly AgentInfo[] = [];
  #workspace = '';

  constructor(actions: NewSessionActions) {
    this.#actions = actions;
    this.#dialog = new Dialog('new-session', strings.newSessionTitle, () => {
      actions.closed();
    });
    const form = element(
      'form',
      { class: 'form' },
      this.#agents,
      label('new-session-folder', strings.newSessionFolder),
      this.#folder,
      label('new-session-arguments', strings.newSessionArguments),
      this.#arguments,
      this.#problem,
      element(
        'div',
        { class: 'form-actions' },
        textButton(strings.cancel, () => {
          this.#dialog.close();
        }),
        element('button', { type: 'submit', class: 'text-button primary' }, strings.newSessionStart),
      ),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#dialog.body.append(form);
    this.element = this.#dialog.element;
  }

  /** `workspace`: the folder it is started in where none is given. */
  open(workspace: string, wanted: { agent?: string; folder?: string } = {}): void {
    this.#workspace = workspace;
    this.#folder.placeholder = workspace;
    this.#folder.value = wanted.folder ?? '';
    this.#arguments.value = '';
    this.#problem.textContent = '';
    this.#actions.refresh();
    this.#dialog.open();
    this.#choose(wanted.agent);
  }

  showAgents(agents: readonly AgentInfo[]): void {
    const chosen = this.#chosen()?.id;
    const hadFocus = this.#agents.contains(document.activeElement) || !this.#dialog.isOpen;
    this.#known = agents;
    this.#agents.replaceChildren(element('legend', {}, strings.newSessionAgent), ...agents.map(agentRow));
    if (this.#dialog.isOpen && hadFocus) this.#choose(chosen);
  }

  /** The bridge's words where it did not work. */
  showProblem(text: string): void {
    this.#problem.textContent = text;
  }

  #choose(id: string | undefined): void {
    const inputs = [...this.#agents.querySelectorAll<HTMLInputElement>('input:not(:disabled)')];
    const input = inputs.find(({ value }) => value === id) ?? inputs[0];
    if (input === undefined) return;
    input.checked = true;
    input.focus();
  }

  #chosen(): AgentInfo | undefined {
    const input = this.#agents.querySelector<HTMLInputElement>('input:checked');
    return this.#known.find(({ id }) => id === input?.value);
  }

  #submit(): void {
    const agent = this.#chosen();
    const extra = splitArguments(this.#arguments.value);
    if (agent === undefined) return;
    if (extra === undefined) {
      this.#problem.textContent = strings.newSessionQuotes;
      this.#arguments.focus();
      return;
    }
    const [cmd = '', ...args] = agent.command;
    this.#dialog.close();
    this.#actions.start({
      agent: agent.id,
      cmd,
      args: [...args, ...extra],
      folder: this.#folder.value.trim() === '' ? this.#workspace : this.#folder.value.trim(),
    });
  }
}

function agentRow({ id, name, found, install }: AgentInfo): HTMLElement {
  const input = element('input', { type: 'radio', name: 'agent', value: id, id: `agent-${id}` });
  input.disabled = !found;
  return element(
    'label',
    { class: 'agent', for: `agent-${id}`, 'data-found': String(found) },
    input,
    element('span', { class: 'agent-name' }, name),
    ...(found ? [] : [element('span', { class: 'agent-install' }, strings.newSessionInstall(install))]),
  );
}

function field(id: string): HTMLInputElement {
  return element('input', { class: 'field', id, type: 'text', autocomplete: 'off', spellcheck: 'false' });
}

function label(id: string, text: string): HTMLElement {
  return element('label', { for: id, class: 'form-label' }, text);
}
