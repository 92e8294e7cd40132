/** Of the outermost object of a projection, whose keys are known: how to make the dict of its named entries, and how to write it. */
import type { Dict, Value } from "../../python/value.ts";
import { FIELD, Layout } from "./layout.ts";
import { Literal } from "./literal.ts";
import { makerFor } from "./roomy-dict.ts";
import { escapeText } from "./write-text.ts";

/** An entry that stands for all that are not named, so that a dict which holds some is not empty. No name begins with `@`. */
export const OTHERS = "@";

/** What is written of an object, in its order: entries as they came, and those of names. */
export interface Steps {
  /** Of an entry that came: where its numbers are among the fields; of a name: `~slot`. */
  readonly order: Int32Array;
  /** `,"key":` */
  readonly literals: readonly Literal[];
  /** Entries in a row that came so: the first one, or a name; and the last one. Each but a name is copied at once. */
  readonly runs: Int32Array;
  readonly runEnds: Int32Array;
  /** Bytes of all literals. */
  readonly size: number;
}

export class RootLayout extends Layout {
  /** Sorted. */
  readonly names: readonly string[];
  /** Names that are there: which ones, and where their numbers are. */
  readonly present: Int32Array;
  readonly presentFields: Int32Array;
  /** The same by name; -1: it is not there. */
  readonly nameFields: Int32Array;
  /** Of keys, and what is between them and values, as KSML writes an object. */
  readonly keyBytes: number;
  readonly #presentNames: readonly string[];
  readonly #hasOthers: boolean;
  readonly #Make: new () => Dict;
  #unchanged: Steps | null = null;
  #changed: Steps | null = null;

  constructor(names: readonly string[], path: readonly string[]) {
    super(path);
    this.names = names;
    this.#presentNames = names.filter((name) => this.keys.includes(name));
    this.present = Int32Array.from(this.#presentNames, (name) => names.indexOf(name));
    this.presentFields = Int32Array.from(this.#presentNames, (name) => this.#field(name));
    this.nameFields = Int32Array.from(names, (name) =>
      this.keys.includes(name) ? this.#field(name) : -1,
    );
    this.keyBytes = this.keys.reduce((sum, key) => sum + key.length + 4, 1);
    this.#hasOthers = this.keys.length > this.present.length;
    this.#Make = makerFor(this.present.length + 1);
  }

  #field(key: string): number {
    return (this.places[this.keys.indexOf(key)] as number) * FIELD;
  }

  /** `values`: by name. */
  make(values: readonly Value[]): Dict {
    const names = this.#presentNames;
    const { present } = this;
    const dict = new this.#Make();
    for (let i = 0; i < names.length; i++) {
      dict[names[i] as string] = values[present[i] as number] as Value;
    }
    if (this.#hasOthers) dict[OTHERS] = null;
    return dict;
  }

  /** All entries as they came. */
  get unchanged(): Steps {
    this.#unchanged ??= this.#steps(this.keys, []);
    return this.#unchanged;
  }

  /** Those of names from elsewhere. */
  get changed(): Steps {
    this.#changed ??= this.#steps([...new Set([...this.keys, ...this.names])].sort(), this.names);
    return this.#changed;
  }

  #steps(keys: readonly string[], names: readonly string[]): Steps {
    const order = keys.map((key) => (names.includes(key) ? ~names.indexOf(key) : this.#field(key)));
    const starts = [...order.keys()].filter((i) => {
      const before = order[i - 1] ?? -1;
      return before < 0 || order[i] !== before + FIELD;
    });
    const literals = keys.map((key) => new Literal(`,"${escapeText(key)}":`));
    return {
      order: Int32Array.from(order),
      literals,
      runs: Int32Array.from(starts, (i) => order[i] as number),
      runEnds: Int32Array.from(
        starts,
        (_, n) => order[(starts[n + 1] ?? order.length) - 1] as number,
      ),
      size: literals.reduce((sum, { length }) => sum + length, 0),
    };
  }
}
