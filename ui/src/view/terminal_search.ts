/** Finding text in one terminal: the matches and their colours. */

import { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';

import { readSearchColors } from './theme';

export interface SearchEvents {
  /** `index` counts from 0; -1 where there are more matches than are counted. */
  results(index: number, count: number): void;
  /** Whether a search is on changed: the colour of the selection follows. */
  activeChanged(): void;
}

export class TerminalSearch {
  readonly #terminal: Terminal;
  readonly #addon = new SearchAddon();
  readonly #events: SearchEvents;
  #isActive = false;

  constructor(terminal: Terminal, events: SearchEvents) {
    this.#terminal = terminal;
    this.#events = events;
    terminal.loadAddon(this.#addon);
    this.#addon.onDidChangeResults(({ resultIndex, resultCount }) => {
      events.results(resultIndex, resultCount);
    });
  }

  get isActive(): boolean {
    return this.#isActive;
  }

  find(word: string, direction: 'next' | 'previous', incremental: boolean): void {
    if (word === '') {
      this.end();
      return;
    }
    if (!this.#isActive) {
      this.#isActive = true;
      this.#events.activeChanged();
    }
    const colors = readSearchColors();
    const options = {
      incremental,
      decorations: {
        matchBackground: colors.match,
        matchOverviewRuler: colors.match,
        activeMatchBackground: colors.active,
        activeMatchColorOverviewRuler: colors.active,
      },
    };
    if (direction === 'next') this.#addon.findNext(word, options);
    else this.#addon.findPrevious(word, options);
  }

  end(): void {
    this.#addon.clearDecorations();
    this.#terminal.clearSelection();
    this.#isActive = false;
    this.#events.activeChanged();
  }
}
