// Text that is the same in JSON as in its bytes; where it is not, that is said.

/** Text that JSON writes as its bytes. */
export function putPlain(w, p, b, from, to) {
  for (; from < to; from++) {
    const c = b[from];
    if (c < 32 || c === 34 || c === 92) throw new RangeError("a text needs escapes");
    w[p++] = c;
  }
  return p;
}

/** A JSON text that holds no escape: its bytes. */
export function checkPlain(b, from, to) {
  for (; from < to; from++) if (b[from] === 92) throw new RangeError("a text has escapes");
}
