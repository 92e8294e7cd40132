/**
 * py-ast's finding -> CPython's words for it, where both look for the same; else `invalid syntax`.
 */
import type { Word } from "./parser-input.ts";

export interface Finding {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** CPython's own texts, which py-ast has too. */
const SAME =
  /^(?:cannot assign to|'(?:tuple|list)' is an illegal|arguments cannot follow|named arguments must|\/ m|\* argument may|iterable unpacking|imaginary number)/;
/** Headers whose `:` CPython asks for whatever stands there; for others only at the end of the line. */
const FORCED_COLON = /^Expected ':' after (?:function header|else|try|finally|lambda)/;
const COLON =
  /^Expected ':' after (?:if|while|for|with|class|except|case)|^Expected ':' after (?:function header|else|try|finally|lambda)/;
const IN_BRACKETS =
  /^Expected '[)\]}]' after (?:arguments|tuple|expression|list|set|dictionary|class bases)|^Expected '\]'/;

/**
 * `word` null: the line or the text ends there, behind `before`.
 */
export function cpythonFinding(text: string, word: Word | null, before: Word | null): Finding {
  const start = word?.start ?? before?.end ?? 0;
  const end = word?.end ?? start;
  const at = (message: string): Finding => ({ message, start, end });
  const first = word?.tokens[0];
  if (SAME.test(text)) return at(text);
  if (COLON.test(text)) {
    if (word === null || FORCED_COLON.test(text)) return at("expected ':'");
    if (first?.text === "=") {
      return at("invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    }
  }
  if (text === "Expected '(' after function name") return at("expected '('");
  if (IN_BRACKETS.test(text) && beginsExpression(word) && endsExpression(before)) {
    return {
      message: "invalid syntax. Perhaps you forgot a comma?",
      start: before?.start ?? start,
      end,
    };
  }
  return at("invalid syntax");
}

function beginsExpression(word: Word | null): boolean {
  const kind = word?.tokens[0]?.kind;
  return kind === "name" || kind === "number" || kind === "string";
}

function endsExpression(word: Word | null): boolean {
  const last = word?.tokens.at(-1);
  return beginsExpression(word) || last?.text === ")" || last?.text === "]" || last?.text === "}";
}
