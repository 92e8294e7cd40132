/**
 * Short texts that many rows of a store or table have in a field, a genre or a status: one object for all of them, which is
 * in the processor's cache when the next row has it too. It is the one that V8 knows keys of objects by, so that a function
 * which counts by it finds the entry without looking the text up.
 */

const MAX_FIELDS = 64;
/** A field that has more of them is not one of few values. */
const MAX_TEXTS = 64;
const MAX_LENGTH = 32;

export class SharedTexts {
  /** By field; null: its values are too many, or too long. */
  readonly #texts = new Map<string, Map<string, string> | null>();

  /** The same text. */
  share(field: string, text: string): string {
    let texts = this.#texts.get(field);
    if (texts === null) return text;
    if (texts === undefined) {
      if (this.#texts.size >= MAX_FIELDS) return text;
      texts = new Map();
      this.#texts.set(field, texts);
    }
    const shared = texts.get(text);
    if (shared !== undefined) return shared;
    if (text.length > MAX_LENGTH || texts.size >= MAX_TEXTS) {
      this.#texts.set(field, null);
      return text;
    }
    const own = asKey(text);
    texts.set(own, own);
    return own;
  }
}

/** V8 has the key of an object once only. */
function asKey(text: string): string {
  const [key = text] = Object.keys({ [text]: null });
  return key;
}
