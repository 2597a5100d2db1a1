/**
 * Searching while a person types: each letter asks at once, the bridge drops what nobody waits for any more, and an answer
 * never takes the place of a newer one.
 */

import type { SearchHit, SearchResult } from '../protocol';

export interface Found {
  query: string;
  results: readonly SearchHit[];
  opened: readonly SearchHit[];
}

export interface SearchPorts {
  /** False: it cannot be asked now. */
  ask(query: string, requestId: number): boolean;
  found(found: Found): void;
}

/** Other parts of the page number their own searches, from 1. */
const FIRST_REQUEST = 1_000_000_000;

export class Search {
  readonly #ports: SearchPorts;
  #lastId = FIRST_REQUEST;
  /** Asked, not answered, and newer than what is shown; oldest first. */
  readonly #asked = new Map<number, string>();

  constructor(ports: SearchPorts) {
    this.#ports = ports;
  }

  get isSearching(): boolean {
    return this.#asked.size > 0;
  }

  search(query: string): void {
    this.#lastId += 1;
    if (this.#ports.ask(query, this.#lastId)) this.#asked.set(this.#lastId, query);
  }

  answered({ requestId, results, openedResults: opened, cancelled }: SearchResult): void {
    const query = requestId == null ? undefined : this.#asked.get(requestId);
    if (requestId == null || query === undefined) return;
    if (cancelled === true) {
      this.#asked.delete(requestId);
      return;
    }
    for (const id of this.#asked.keys()) if (id <= requestId) this.#asked.delete(id);
    // An answer to what stood there a letter ago is better than none; the newer one is on its way.
    this.#ports.found({ query, results, opened });
  }

  /** The list was closed, or the connection is gone: what still comes is nobody's. */
  stop(): void {
    this.#asked.clear();
  }
}
