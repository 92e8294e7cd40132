/**
 * What a plain (unquoted) scalar means to KSML's loader: the JSON schema of YAML 1.2, where `yes` and `on` are texts.
 * In: the scalar's text. Out: its value. Source: language.md 0.1; SnakeYAML Engine's JsonScalarResolver.
 */
export interface PlainValue {
  readonly value: string | boolean | number | bigint | null;
  readonly isFloat: boolean;
}

const INTEGER = /^-?(?:0|[1-9][0-9]*)$/;
const FLOAT = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/;

const WORDS: ReadonlyMap<string, string | boolean | null> = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["", null],
]);

export function plainScalar(text: string): PlainValue {
  const word = WORDS.get(text);
  if (word !== undefined) return { value: word, isFloat: false };
  if (INTEGER.test(text)) return { value: integer(text), isFloat: false };
  if (FLOAT.test(text)) return { value: Number(text), isFloat: true };
  return { value: text, isFloat: false };
}

/** A bigint only beyond ±(2^53 − 1); `-0` is the integer 0. */
export function integer(text: string): number | bigint {
  const exact = BigInt(text);
  return exact >= Number.MIN_SAFE_INTEGER && exact <= Number.MAX_SAFE_INTEGER
    ? Number(exact)
    : exact;
}
