/** What an action leaves behind in memory. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes of the text around a part: few of them are more than anything else that a test leaves behind. */
const TEXT_BYTES = 500_000;
/** Some texts. */
export const LARGE = 4 * TEXT_BYTES;

/** The text as one that is read from a batch may be: alive with all that is around it. */
export function partOfLargeText(text: string): string {
  const bytes = Buffer.alloc(TEXT_BYTES, "x");
  bytes.write(text, 1, "latin1");
  return bytes.toString("latin1").slice(1, text.length + 1);
}

function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

export function heldBytes(act: () => void): number {
  const before = heapUsed();
  act();
  return heapUsed() - before;
}
