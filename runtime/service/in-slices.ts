/** Work that takes as long as there are records, and beside which the heartbeats and everything else have to go on. */

/** The event loop is given back this often. */
const SLICE_MS = 25;

/** One item after the other. `monotonic`: milliseconds of a clock that never goes back. */
export async function inSlices<T>(
  items: readonly T[],
  monotonic: () => number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let since = monotonic();
  for (const item of items) {
    await work(item);
    if (monotonic() - since < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    since = monotonic();
  }
}
