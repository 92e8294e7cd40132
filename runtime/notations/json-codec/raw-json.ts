/** A JSON object of which only named entries became values; the others stay text. */
import { removeKey } from "../../python/dict.ts";
import type { Dict, Value } from "../../python/value.ts";
import { JsonDecoder } from "./decoder.ts";
import type { JsonScan } from "./json-scan.ts";
import { OTHERS, type RootLayout } from "./root-layout.ts";

/** Finds again where the entries of an object are. */
export interface Rescanner {
  rescan(raw: RawJson): JsonScan;
}

export class RawJson {
  /** Of the record batch: they stay as they are while the record is in hand. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly layout: RootLayout;
  /** The text is what KSML would write. */
  readonly isInPlace: boolean;
  /** The named entries, and `OTHERS` where there are others: in the order of their keys. */
  readonly dict: Dict;
  /** What is written are the entries of the record's value. */
  readonly isChanged: boolean;
  readonly #scan: JsonScan;
  /** What the scan has read since is another object. */
  readonly #generation: number;
  readonly #rescanner: Rescanner;

  constructor(
    bytes: Buffer,
    start: number,
    end: number,
    layout: RootLayout,
    dict: Dict,
    isChanged: boolean,
    scan: JsonScan,
    rescanner: Rescanner,
    isInPlace = scan.isInPlace,
    generation = scan.generation,
  ) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.layout = layout;
    this.dict = dict;
    this.isChanged = isChanged;
    this.isInPlace = isInPlace;
    this.#scan = scan;
    this.#generation = generation;
    this.#rescanner = rescanner;
  }

  /** For a record whose value may have other entries from now on. */
  changed(): RawJson {
    if (this.isChanged) return this;
    return new RawJson(
      this.bytes,
      this.start,
      this.end,
      this.layout,
      this.dict,
      true,
      this.#scan,
      this.#rescanner,
      this.isInPlace,
      this.#generation,
    );
  }

  /** Where the entries are. To be used at once. */
  scanned(): JsonScan {
    return this.#scan.generation === this.#generation ? this.#scan : this.#rescanner.rescan(this);
  }

  /** The dict that the record would have without all this. `given`: the named entries as they are now. */
  whole(given: Dict): Dict {
    // Without others the named entries are all that there is.
    if (given[OTHERS] === undefined) return given;
    const dict = new JsonDecoder().decode(this.bytes, this.start, this.end) as Dict;
    for (const name of this.layout.names) if (given[name] === undefined) removeKey(dict, name);
    let isNew = false;
    for (const key in given) {
      if (key === OTHERS) isNew = true;
      else {
        if (isNew) removeKey(dict, key); // taken out and set again: it is the last one
        dict[key] = given[key] as Value;
      }
    }
    return dict;
  }
}
