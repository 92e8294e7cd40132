// What stage 4 writes: Avro, field by field.
import { copy } from "../../contenders/slab.mjs";
import { SCHEMA_IDS } from "../../stateful-inputs.mjs";
import { putBytes, putDouble, putFrame, putLong } from "../state.mjs";
import { planEnd } from "./subscribers.mjs";

const FRAME = 5;

/** Places among the numbers of an hour, in the order of the schema. */
export const [AT, EVENTS, STARTS, FINISHES, SKIPS, LIKES, DIFFERENT, SECONDS] = [
  0, 1, 2, 3, 4, 5, 6, 7,
];
export const NUMBERS = 8;

/** The fields of an hour's summary that they come from. */
export const LONGS = [
  "last_at",
  "events",
  "start_count",
  "finish_count",
  "skip_count",
  "like_count",
  "different_episodes",
];

/** Up to the rates. Out: the end. */
export function putCounts(w, p, r, numbers) {
  p = putBytes(w, putFrame(w, p, SCHEMA_IDS.Insight), r.b, r.key, r.keyEnd);
  for (let i = AT; i <= DIFFERENT; i++) p = putLong(w, p, numbers[i]);
  return putDouble(w, p, numbers[SECONDS]);
}

/** A share; null: there was nothing to divide by. */
export function putRate(w, p, rate) {
  if (rate === null) {
    w[p] = 0;
    return p + 1;
  }
  w[p] = 2;
  return putDouble(w, p + 1, rate);
}

/** Plan and months, each behind the branch of its union; undefined: null both. */
export function putSubscriber(w, p, row) {
  if (row === undefined) {
    w[p] = w[p + 1] = 0;
    return p + 2;
  }
  const end = planEnd(row);
  w[p] = 2;
  p = copy(w, p + 1, row, FRAME, end);
  w[p] = 2;
  return copy(w, p + 1, row, end, row.length);
}
