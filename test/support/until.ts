/** Waits for something that only asking tells. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  timeoutMs: number,
  /** What to say when it never is. */
  whatIs: () => string = () => "",
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`it did not come about in ${timeoutMs} ms\n${whatIs()}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
