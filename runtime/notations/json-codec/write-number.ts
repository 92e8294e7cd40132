/** Integers as JSON bytes, without a string in between. All return the offset behind. */

/** The most bytes that `writeInteger` and `writeDouble` put. */
export const NUMBER_BYTES = 32;

export function writeAscii(bytes: Buffer, at: number, text: string): number {
  let p = at;
  for (let i = 0; i < text.length; i++) bytes[p++] = text.charCodeAt(i);
  return p;
}

/** `00` to `99`, as they stand in memory. */
export const PAIRS = Uint16Array.from(
  { length: 100 },
  (_, n) => 0x3030 + ((n / 10) | 0) + (n % 10) * 256,
);

/** An integer in the safe range. */
export function writeInteger(bytes: Buffer, view: DataView, at: number, value: number): number {
  let p = at;
  let n = value;
  if (n < 0) {
    bytes[p++] = 45;
    n = 0 - n;
  }
  if (n < 10) {
    bytes[p] = 48 + n;
    return p + 1;
  }
  if (n < 1e8) return writeDigits(bytes, view, p, n | 0);
  const high = Math.floor(n / 1e8);
  p = high < 1e8 ? writeDigits(bytes, view, p, high | 0) : writeInteger(bytes, view, p, high);
  return writeEight(view, p, (n - high * 1e8) | 0);
}

/** Of an integer below 10^8. */
export function writeDigits(bytes: Buffer, view: DataView, at: number, n: number): number {
  if (n < 10000) return writeFew(bytes, view, at, n);
  const high = (n / 10000) | 0;
  const p = writeFew(bytes, view, at, high);
  writeFour(view, p, n - high * 10000);
  return p + 4;
}

/** Of an integer below 10^4. */
function writeFew(bytes: Buffer, view: DataView, at: number, n: number): number {
  if (n < 10) {
    bytes[at] = 48 + n;
    return at + 1;
  }
  if (n < 100) {
    view.setUint16(at, PAIRS[n] as number, true);
    return at + 2;
  }
  if (n >= 1000) {
    writeFour(view, at, n);
    return at + 4;
  }
  const high = (n / 100) | 0;
  bytes[at] = 48 + high;
  view.setUint16(at + 1, PAIRS[n - high * 100] as number, true);
  return at + 3;
}

export function writeEight(view: DataView, at: number, n: number): number {
  const high = (n / 10000) | 0;
  writeFour(view, at, high);
  writeFour(view, at + 4, n - high * 10000);
  return at + 8;
}

export function writeFour(view: DataView, at: number, n: number): void {
  const high = (n / 100) | 0;
  const low = n - high * 100;
  view.setInt32(at, (PAIRS[high] as number) | ((PAIRS[low] as number) << 16), true);
}
