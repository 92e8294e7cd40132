/** What is known of one sequence of keys of an object that stays text: the order in which its entries are written. */
import { Literal } from "./literal.ts";
import { escapeText } from "./write-text.ts";

const COMMA = 44;

/** Numbers that say of an entry where it is: offsets of the comma before its key, of its value, and of the end of that. */
export const FIELD = 5;
export const VALUE = 1;
export const END = 2;
/** Where else the value lies in the order of KSML; an end of 0: nowhere, it is in order where it is. */
export const MOVED = 3;
export const MOVED_END = 4;

export class Layout {
  /** Sorted; no key begins with `@`. */
  readonly keys: readonly string[];
  /** Where each of them stands in the object; of a repeated key the last one counts. */
  readonly places: Int32Array;
  readonly literals: readonly Literal[];

  constructor(path: readonly string[]) {
    const last = new Map(path.map((key, i) => [key, i]));
    this.keys = [...last.keys()].sort();
    this.places = Int32Array.from(this.keys, (key) => last.get(key) ?? 0);
    this.literals = this.keys.map((key) => new Literal(`,"${escapeText(key)}":`));
  }
}

/**
 * Copies bytes [from, to) of UTF-8, eight at a time: text is never a NaN, whose bits may change on their way, since no byte
 * from F0 on is followed by 7F or FF. Reads and writes up to three bytes too many. Out: the offset behind.
 */
export function copySpan(
  target: DataView,
  at: number,
  source: DataView,
  from: number,
  to: number,
): number {
  let p = at;
  let q = from;
  for (; q + 8 <= to; q += 8, p += 8) target.setFloat64(p, source.getFloat64(q, true), true);
  for (; q < to; q += 4, p += 4) target.setInt32(p, source.getInt32(q, true), true);
  return at + to - from;
}

/** Writes an entry, a comma first. `f`: where its numbers are; `moved`: what its value may lie in. */
export function writeEntry(
  target: DataView,
  at: number,
  literal: Literal,
  fields: Int32Array,
  f: number,
  source: DataView,
  moved: DataView,
): number {
  const from = fields[f] as number;
  const end = fields[f + END] as number;
  const isPlain = (fields[f + VALUE] as number) - from === literal.length;
  if (isPlain && fields[f + MOVED_END] === 0) {
    const p = copySpan(target, at, source, from, end);
    target.setUint8(at, COMMA); // or what was before the first key
    return p;
  }
  return writeValue(target, literal.write(target, at), fields, f, source, moved);
}

export function writeValue(
  target: DataView,
  at: number,
  fields: Int32Array,
  f: number,
  source: DataView,
  moved: DataView,
): number {
  const movedEnd = fields[f + MOVED_END] as number;
  return movedEnd === 0
    ? copySpan(target, at, source, fields[f + VALUE] as number, fields[f + END] as number)
    : copySpan(target, at, moved, fields[f + MOVED] as number, movedEnd);
}
