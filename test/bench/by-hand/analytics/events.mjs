// The four things that a listener does.
export const STARTS = 0;
export const FINISHES = 1;
export const SKIPS = 2;
export const LIKES = 3;
const WHATS = ["start", "finish", "skip", "like"].map((what) => Buffer.from(what));

/** Which of the four an event is; -1: none. */
export function whatOf(b, from, to) {
  const c = b[from];
  const n =
    c === 115
      ? b[from + 1] === 116
        ? STARTS
        : SKIPS
      : c === 102
        ? FINISHES
        : c === 108
          ? LIKES
          : -1;
  if (n < 0) return -1;
  const name = WHATS[n];
  if (to - from !== name.length) return -1;
  for (let i = 0; i < name.length; i++) if (b[from + i] !== name[i]) return -1;
  return n;
}
