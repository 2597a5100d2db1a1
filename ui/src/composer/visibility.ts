/** Whether the composer is open: wherever an agent runs, unless a person does not want it; a shell is typed to. */

import type { Page } from '../view/page';

const NO_AGENTS: readonly string[] = ['plain', 'shell'];

export class Visibility {
  readonly #page: Page;
  readonly #changed: (shown: boolean) => void;
  /** A person opened it where no agent runs, for this page. */
  #isWanted = false;
  #defaultAgent: string | undefined;
  #agent: string | undefined;
  #isShown: boolean | undefined;

  constructor(page: Page, changed: (shown: boolean) => void) {
    this.#page = page;
    this.#changed = changed;
    this.preferenceChanged();
  }

  get isShown(): boolean {
    return this.#isShown === true;
  }

  /** A person's wish, for all sessions from now on. */
  choose(shown: boolean): void {
    this.#isWanted = shown;
    if (shown !== this.#page.preferences.composer) this.#page.setPreference('composer', shown);
    this.preferenceChanged();
  }

  /** Back to what the preference says. */
  forget(): void {
    this.#isWanted = false;
    this.preferenceChanged();
  }

  /** What a session runs that says nothing else. */
  setDefaultAgent(agent: string | undefined): void {
    this.#defaultAgent = agent;
    this.preferenceChanged();
  }

  setAgent(agent: string | undefined): void {
    this.#agent = agent;
    this.preferenceChanged();
  }

  preferenceChanged(): void {
    const agent = this.#agent ?? this.#defaultAgent;
    const isAgent = agent !== undefined && !NO_AGENTS.includes(agent);
    const shown = this.#page.preferences.composer && (isAgent || this.#isWanted);
    if (shown === this.#isShown) return;
    this.#isShown = shown;
    this.#changed(shown);
  }
}
