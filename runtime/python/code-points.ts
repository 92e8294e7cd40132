/** Strings as sequences of code points. Each function has a fast path for strings without surrogates. */

const SURROGATE = /[\ud800-\udfff]/;
const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

export function hasSurrogates(text: string): boolean {
  return SURROGATE.test(text);
}

/** `len` of a str. */
export function codePointLength(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  return text.length - (text.match(PAIR)?.length ?? 0);
}

/** The characters; a lone surrogate is one. */
export function codePointsOf(text: string): string[] {
  return [...text];
}

/** Place in code units of a place in code points, within the text. */
export function toUnits(text: string, codePoints: number): number {
  if (!SURROGATE.test(text)) return codePoints;
  let units = 0;
  for (let i = 0; i < codePoints && units < text.length; i++) {
    units += (text.codePointAt(units) as number) > 0xffff ? 2 : 1;
  }
  return units;
}

/** Place in code points of a place in code units. */
export function fromUnits(text: string, units: number): number {
  return codePointLength(text.slice(0, units));
}
