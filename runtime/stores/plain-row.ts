/**
 * Dicts that JSON gives back just as they are: stores keep them, so that a row which is written again and again is not
 * decoded each time. They hold nothing that can be changed: a copy of the dict itself is private. Longer texts may be parts
 * of a whole batch's text, and would keep that alive: they are copied, and rows with one beyond Latin-1 stay bytes.
 */
import type { Serde } from "../notations/serde.ts";
import { hasOddKeys } from "../python/dict.ts";
import { type Dict, isDict, PyFloat, type Value } from "../python/value.ts";
import type { ByteSink } from "../record-batch/byte-sink.ts";
import { isLatin1, LEAST_PART, ownText } from "./byte-text.ts";
import type { RowKeeper } from "./row-keeper.ts";

const AT = 64;

/** Of a character of text, where it is escaped. */
const CHARACTER_BYTES = 6;
/** Of quotes, colon and comma, or a brace. */
const ENTRY_BYTES = 6;
/** Of a number, a float too, or a word. */
const SCALAR_BYTES = 26;

export class PlainRows implements RowKeeper {
  readonly #json: Serde;
  readonly #topic: string;
  /** Of the value at hand. */
  #hasParts = false;
  atMost = 0;

  constructor(json: Serde, topic: string) {
    this.#json = json;
    this.#topic = topic;
  }

  /** Null: the value would come back as another one, holds dicts or lists, or a long text beyond Latin-1. */
  keep(value: Value): Dict | null {
    if (!isDict(value)) return null;
    this.#hasParts = false;
    const atMost = this.#comesBack(value);
    if (atMost === 0) return null;
    this.atMost = atMost;
    const kept = { ...value };
    if (this.#hasParts) ownTexts(kept);
    return kept;
  }

  copy(kept: Dict): Value {
    return { ...kept };
  }

  lend(kept: Dict): Value {
    return kept;
  }

  write(kept: Dict, sink: ByteSink): void {
    this.#json.serialize(kept, sink, this.#topic);
  }

  /** Sorted keys, and values that JSON has, each in one way only: how many bytes they are at most. 0: others. */
  #comesBack(dict: Dict): number {
    if (hasOddKeys(dict)) return 0;
    let previous = "";
    let atMost = ENTRY_BYTES;
    for (const key in dict) {
      if (key < previous || key.charCodeAt(0) === AT || !key.isWellFormed()) return 0;
      previous = key;
      atMost += ENTRY_BYTES + key.length * CHARACTER_BYTES;
      const value = dict[key] as Value;
      if (typeof value === "number") {
        if (!Number.isSafeInteger(value) || Object.is(value, -0)) return 0;
        atMost += SCALAR_BYTES;
      } else if (typeof value === "string") {
        if (value.length >= LEAST_PART) {
          if (!isLatin1(value)) return 0;
          this.#hasParts = true;
        } else if (!value.isWellFormed()) return 0;
        atMost += value.length * CHARACTER_BYTES;
      } else if (value instanceof PyFloat) {
        if (!Number.isInteger(value.value)) return 0;
        atMost += SCALAR_BYTES;
      } else if (value !== null && typeof value !== "boolean") return 0;
      else atMost += SCALAR_BYTES;
    }
    return atMost;
  }
}

function ownTexts(dict: Dict): void {
  for (const key in dict) {
    const value = dict[key];
    if (typeof value === "string") dict[key] = ownText(value);
  }
}
