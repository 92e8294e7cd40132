/** Reads until it fits, or the time is over. Out: what was read last. */
export async function eventually<T>(
  read: () => T | Promise<T>,
  fits: (value: T) => boolean,
  { withinMs, everyMs }: { readonly withinMs: number; readonly everyMs: number },
): Promise<T> {
  const end = Date.now() + withinMs;
  let value = await read();
  while (!fits(value) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, everyMs));
    value = await read();
  }
  return value;
}
