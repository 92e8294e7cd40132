/** Where a text stops being JSON, which no parser of JavaScript tells reliably. In: a text. Out: an offset; null: it is JSON. */

const BLANK = /[ \t\r\n]*/y;
const SCALAR =
  /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/uy;

/** What may come next: a value, a value or the end of a list, a key or the end of an object, a key, `:`, or `,` and the ends. */
type Wanted = "value" | "valueOrEnd" | "keyOrEnd" | "key" | "colon" | "separator";

export function jsonErrorAt(text: string): number | null {
  const open: ("[" | "{")[] = [];
  let wanted: Wanted = "value";
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? "";
    at += found.length;
    return found;
  };
  for (;;) {
    take(BLANK);
    const inside = open.at(-1);
    const start = at;
    const character = text[at];
    if (wanted === "separator" && inside === undefined) {
      return at === text.length ? null : at;
    }
    if (character === undefined) return at;
    const ends = inside === "[" ? "]" : "}";
    if (character === ends && ["separator", "valueOrEnd", "keyOrEnd"].includes(wanted)) {
      at++;
      open.pop();
      wanted = "separator";
    } else if (wanted === "separator") {
      if (character !== ",") return at;
      at++;
      wanted = inside === "[" ? "value" : "key";
    } else if (wanted === "colon") {
      if (character !== ":") return at;
      at++;
      wanted = "value";
    } else if (wanted === "key" || wanted === "keyOrEnd") {
      if (!take(SCALAR).startsWith('"')) return start;
      wanted = "colon";
    } else if (character === "[" || character === "{") {
      at++;
      open.push(character);
      wanted = character === "[" ? "valueOrEnd" : "keyOrEnd";
    } else {
      if (take(SCALAR) === "") return start;
      wanted = "separator";
    }
  }
}
