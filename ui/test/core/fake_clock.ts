/** Time that passes when a test says so. */
export class FakeClock {
  now = 0;
  #timers: { at: number; action: () => void }[] = [];

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.now + ms, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  pass(ms: number): void {
    this.now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.now);
    this.#timers = this.#timers.filter(({ at }) => at > this.now);
    for (const { action } of due) action();
  }
}
