/**
 * Texts of floats that were written before. Shares and noise of arithmetic (`54.86000000000001`) come back again and again,
 * and their shortest digits take the engine longer than all else of a small record.
 */
import { javaDouble } from "./java-double.ts";

const SHIFT = 23;
const SLOTS = 2 ** (32 - SHIFT);
/** Eight bytes each: no finite float takes more than 24. */
const WORDS = 3;

/** Zero: a free slot. */
const floats = new Float64Array(SLOTS);
const lengths = new Uint8Array(SLOTS);
const words = new Float64Array(SLOTS * WORDS);
const bytes = new Uint8Array(words.buffer);

const float = new Float64Array(1);
const halves = new Int32Array(float.buffer);

/** Writes a finite float that is not zero in Java's text, always 24 bytes of which the rest may be overwritten. */
export function writeKnownDouble(view: DataView, at: number, value: number): number {
  float[0] = value;
  const slot = Math.imul((halves[0] as number) ^ (halves[1] as number), 0x9e3779b1) >>> SHIFT;
  if (floats[slot] !== value) learn(slot, value);
  const from = slot * WORDS;
  view.setFloat64(at, words[from] as number, true);
  view.setFloat64(at + 8, words[from + 1] as number, true);
  view.setFloat64(at + 16, words[from + 2] as number, true);
  return at + (lengths[slot] as number);
}

function learn(slot: number, value: number): void {
  const text = javaDouble(value);
  const from = slot * WORDS * 8;
  for (let i = 0; i < text.length; i++) bytes[from + i] = text.charCodeAt(i);
  lengths[slot] = text.length;
  floats[slot] = value;
}
