/** Waiting: what `time.sleep` and the pauses of threads do. They hold back who waits, never the process (dialect.md 7.3). */
import { environment } from "./environment.ts";
import { overflowError, typeError, valueError } from "./exceptions.ts";
import { toIndex } from "./int.ts";
import { typeName } from "./type-name.ts";
import { isInt, PyFloat, type Value } from "./value.ts";

/** What CPython can count, in seconds: 63 bits of nanoseconds. */
const MOST_SECONDS = 9_223_372_036.854776;

/**
 * Resolves after so many seconds. Who calls it without waiting has compiled wrongly; there is no such code.
 * @throws TypeError, ValueError, OverflowError of Python, before anything is waited for
 */
export function sleep(seconds: Value): Promise<null> {
  const s = secondsOf(seconds);
  if (s < 0) throw valueError("sleep length must be non-negative");
  return environment.sleep(s * 1000).then(() => null);
}

function secondsOf(x: Value): number {
  const float = x instanceof PyFloat ? x.value : typeof x === "number" ? x : undefined;
  if (float !== undefined && (x instanceof PyFloat || !Number.isInteger(float))) {
    if (Number.isNaN(float)) throw valueError("Invalid value NaN (not a number)");
    if (Math.abs(float) > MOST_SECONDS) {
      throw overflowError("timestamp out of range for platform time_t");
    }
    return float;
  }
  if (!isInt(x)) throw typeError(`'${typeName(x)}' object cannot be interpreted as an integer`);
  const int = Number(toIndex(x));
  if (Math.abs(int) > MOST_SECONDS) {
    throw overflowError("timestamp too large to convert to C _PyTime_t");
  }
  return int;
}

/** Gives the event loop back: records, heartbeats and other threads have their turn. */
export function pause(): Promise<void> {
  return environment.pause();
}
