/** The characters that `\N{NAME}` can name so far; any other name is refused as not built yet. */

const NAMES: Readonly<Record<string, number>> = {
  "BLACK HEART SUIT": 0x2665,
  BULLET: 0x2022,
  "CENT SIGN": 0xa2,
  "CHECK MARK": 0x2713,
  "COPYRIGHT SIGN": 0xa9,
  "DEGREE CELSIUS": 0x2103,
  "DEGREE FAHRENHEIT": 0x2109,
  "DEGREE SIGN": 0xb0,
  "DIVISION SIGN": 0xf7,
  "EM DASH": 0x2014,
  "EN DASH": 0x2013,
  "EURO SIGN": 0x20ac,
  "GREEK SMALL LETTER ALPHA": 0x3b1,
  "GREEK SMALL LETTER BETA": 0x3b2,
  "GREEK SMALL LETTER LAMDA": 0x3bb,
  "GREEK SMALL LETTER MU": 0x3bc,
  "GREEK SMALL LETTER PI": 0x3c0,
  "HEAVY CHECK MARK": 0x2714,
  "HORIZONTAL ELLIPSIS": 0x2026,
  INFINITY: 0x221e,
  "LATIN SMALL LETTER E WITH ACUTE": 0xe9,
  "LEFTWARDS ARROW": 0x2190,
  "MICRO SIGN": 0xb5,
  "MULTIPLICATION SIGN": 0xd7,
  "NO-BREAK SPACE": 0xa0,
  "OHM SIGN": 0x2126,
  "PLUS-MINUS SIGN": 0xb1,
  "POUND SIGN": 0xa3,
  "REGISTERED SIGN": 0xae,
  "RIGHTWARDS ARROW": 0x2192,
  SNOWMAN: 0x2603,
  SPACE: 0x20,
  "SUPERSCRIPT TWO": 0xb2,
  "WARNING SIGN": 0x26a0,
  "YEN SIGN": 0xa5,
  "ZERO WIDTH SPACE": 0x200b,
};

export function characterNamed(name: string): string | null {
  const upper = name.toUpperCase();
  const point = Object.hasOwn(NAMES, upper) ? NAMES[upper] : undefined;
  return point === undefined ? null : String.fromCodePoint(point);
}
