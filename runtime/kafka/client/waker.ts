/** Lets a poll rest until something happens: also what happened just before it began to rest counts. */
export class Waker {
  #wake: (() => void) | null = null;
  #isStirred = false;

  /** From here on something that happens keeps `rest` from waiting. */
  begin(): void {
    this.#isStirred = false;
  }

  /** Something happened. */
  stir(): void {
    this.#isStirred = true;
    this.#wake?.();
  }

  /** Until something happens, at the latest at `until` (ms since the epoch). */
  rest(until: number): Promise<void> {
    if (this.#isStirred) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), Math.max(0, until - Date.now()));
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }
}
