/** What is known of one sequence of keys: how to make the dict, its keys sorted, from the values in the order they came. */
import { isOrdinaryKey, setKey } from "../../python/dict.ts";
import type { Dict, Value } from "../../python/value.ts";
import { compareKeys } from "./key-order.ts";
import { makerFor } from "./roomy-dict.ts";

export class Shape {
  readonly #keys: readonly string[];
  /** Where the value of each key stands; of a repeated key the last one counts. */
  readonly #places: Int32Array;
  readonly #isOrdinary: boolean;
  readonly #Make: new () => Dict;

  constructor(path: readonly string[]) {
    const last = new Map(path.map((key, i) => [key, i]));
    this.#keys = [...last.keys()].sort(compareKeys);
    this.#places = Int32Array.from(this.#keys, (key) => last.get(key) ?? 0);
    this.#Make = makerFor(this.#keys.length);
    this.#isOrdinary = this.#keys.every(isOrdinaryKey);
  }

  make(stack: readonly Value[], base: number): Dict {
    const keys = this.#keys;
    const places = this.#places;
    const dict = new this.#Make();
    if (!this.#isOrdinary) {
      for (let i = 0; i < keys.length; i++)
        setKey(dict, keys[i] as string, stack[base + (places[i] as number)] as Value);
      return dict;
    }
    for (let i = 0; i < keys.length; i++) {
      dict[keys[i] as string] = stack[base + (places[i] as number)] as Value;
    }
    return dict;
  }
}
