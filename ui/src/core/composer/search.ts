/**
 * Searching while a person types: one question under way, the newest one next, and no late answer in the place of a newer.
 *
 * Questions that nobody waits for any more are never asked: on a slow machine typing ten letters asks two or three times.
 */

import type { SearchHit } from '../protocol';

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

export class Search {
  readonly #ports: SearchPorts;
  #lastId = 0;
  #asked: { query: string; id: number } | undefined;
  #next: string | undefined;

  constructor(ports: SearchPorts) {
    this.#ports = ports;
  }

  get isSearching(): boolean {
    return this.#asked !== undefined || this.#next !== undefined;
  }

  search(query: string): void {
    this.#next = query === this.#asked?.query ? undefined : query;
    if (this.#asked === undefined) this.#ask();
  }

  answered(requestId: number | null | undefined, results: readonly SearchHit[], opened: readonly SearchHit[]): void {
    if (this.#asked === undefined || requestId !== this.#asked.id) return;
    const { query } = this.#asked;
    this.#asked = undefined;
    // An answer to what stood there a letter ago is better than none; the newer one is on its way.
    this.#ports.found({ query, results, opened });
    this.#ask();
  }

  /** The list was closed, or the connection is gone: what still comes is nobody's. */
  stop(): void {
    this.#asked = undefined;
    this.#next = undefined;
  }

  #ask(): void {
    const query = this.#next;
    this.#next = undefined;
    if (query === undefined) return;
    this.#lastId += 1;
    if (this.#ports.ask(query, this.#lastId)) this.#asked = { query, id: this.#lastId };
  }
}
