/** What a metric shows on the page: one number for each attribute (runtime.md 9.2). */
import type { Int } from "../python/value.ts";
import type { RatesPerSecond } from "./rates.ts";

/** Attribute → its number; a bigint is an integer beyond 2^53. */
export type Attributes = Readonly<Record<string, Int>>;

export const rateAttributes = (rates: RatesPerSecond): Attributes => ({
  meanrate: rates.mean,
  oneminuterate: rates.oneMinute,
  fiveminuterate: rates.fiveMinutes,
  fifteenminuterate: rates.fifteenMinutes,
});
