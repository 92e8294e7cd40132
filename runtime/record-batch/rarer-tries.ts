/** When to try again what may not pay: the more seldom, the longer it does not. */

/** At most 2^6 - 1 are left out. */
const MAX_FAILURES = 6;

export class RarerTries {
  #failures = 0;
  #leftOut = 0;

  /** Asked once for each occasion. */
  get isDue(): boolean {
    if (this.#leftOut === 0) return true;
    this.#leftOut--;
    return false;
  }

  paid(): void {
    this.#failures = 0;
  }

  didNotPay(): void {
    this.#leftOut = (1 << this.#failures) - 1;
    if (this.#failures < MAX_FAILURES) this.#failures++;
  }
}
