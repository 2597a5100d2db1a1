/** Whether the composer is open: as a person chose, else wherever an agent runs; a shell is typed to. */

import type { SettingsList } from '../core/protocol';
import type { Page } from '../view/page';

type Setting = SettingsList['settings'][number];

const NO_AGENTS: readonly string[] = ['plain', 'shell'];

export class Visibility {
  readonly #page: Page;
  readonly #changed: (shown: boolean) => void;
  #chosen: boolean | undefined;
  #defaultAgent: string | undefined;
  #agent: string | undefined;
  #isShown: boolean | undefined;

  constructor(page: Page, changed: (shown: boolean) => void) {
    this.#page = page;
    this.#changed = changed;
    this.#decide();
  }

  get isShown(): boolean {
    return this.#isShown === true;
  }

  /** A person's wish, for all sessions from now on. */
  choose(shown: boolean): void {
    this.#chosen = shown;
    this.#page.send({ type: 'changeSetting', name: 'composer', value: shown, scope: 'user' });
    this.#decide();
  }

  setSetting(setting: Setting | undefined): void {
    if (setting === undefined) return;
    this.#chosen = setting.source === 'default' || typeof setting.value !== 'boolean' ? undefined : setting.value;
    this.#decide();
  }

  /** What a session runs that says nothing else. */
  setDefaultAgent(agent: string | undefined): void {
    this.#defaultAgent = agent;
    this.#decide();
  }

  setAgent(agent: string | undefined): void {
    this.#agent = agent;
    this.#decide();
  }

  #decide(): void {
    const agent = this.#agent ?? this.#defaultAgent;
    const shown = this.#chosen ?? (agent !== undefined && !NO_AGENTS.includes(agent));
    if (shown === this.#isShown) return;
    this.#isShown = shown;
    this.#changed(shown);
  }
}
