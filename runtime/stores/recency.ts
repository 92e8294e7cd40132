/**
 * Things in the order in which they were touched last. Each touch puts one at the end of a list and leaves behind where it
 * stood, which is passed over and taken out now and then: that costs less than links to neighbours, who are anywhere in
 * memory.
 */
export abstract class Recency<T> {
  #line: (T | null)[] = [];
  #count = 0;

  /** Where it stands; -1: nowhere. */
  protected abstract place(item: T): number;
  protected abstract stand(item: T, place: number): void;

  /** To the end. */
  touch(item: T): void {
    const before = this.place(item);
    const { length } = this.#line;
    if (before >= 0) {
      if (before === length - 1) return;
      this.#line[before] = null;
    } else this.#count++;
    this.stand(item, length);
    this.#line.push(item);
    if (length > this.#count * 2 + SLACK) this.#closeUp();
  }

  /** Away, if it is there. */
  drop(item: T): void {
    const before = this.place(item);
    if (before < 0) return;
    this.#line[before] = null;
    this.stand(item, -1);
    this.#count--;
  }

  /** As it is now. */
  list(): T[] {
    return this.#line.filter((item) => item !== null);
  }

  /** All of them, which stand here no more. */
  take(): T[] {
    const taken = this.list();
    for (const item of taken) this.stand(item, -1);
    this.#line.length = this.#count = 0;
    return taken;
  }

  #closeUp(): void {
    const left = this.list();
    left.forEach((item, i) => {
      this.stand(item, i);
    });
    this.#line = left;
  }
}

const SLACK = 64;
