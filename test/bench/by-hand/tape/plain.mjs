// Texts of a tape whose bytes are those of the text.

/** The field, which is there, is a text that needs no escape. */
export function isPlain(s, field) {
  if (s.to[field] < 0 || !s.isText(field)) return false;
  return isUnescaped(s.b, s.from[field] + 1, s.to[field] - 1);
}

export function isUnescaped(b, from, to) {
  for (; from < to; from++) if (b[from] === 92) return false;
  return true;
}
