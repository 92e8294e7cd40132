/** `json.loads`: JSON text to Python's values, with CPython's errors. (Records are read elsewhere, by KSML's rules.) */

import { PyBytes } from "./bytes.ts";
import { className } from "./classes.ts";
import { fromUnits } from "./code-points.ts";
import { bytesDecode } from "./codecs.ts";
import { setKey } from "./dict.ts";
import { PyError, subclassOf, typeError, ValueError } from "./exceptions.ts";
import { call } from "./functions.ts";
import { canonical } from "./int.ts";
import { truthy } from "./truth.ts";
import { PyTuple } from "./tuple.ts";
import { typeOf } from "./type-of.ts";
import { boxFloat, type Dict, type Value } from "./value.ts";

export const JSONDecodeError = subclassOf(ValueError, "JSONDecodeError", "json.decoder");

/** An error at a place in code units. */
function decodeError(message: string, text: string, at: number): PyError {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const position = fromUnits(text, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  const column = fromUnits(text.slice(lineStart), at - lineStart) + 1;
  const exception = JSONDecodeError(`${message}: line ${line} column ${column} (char ${position})`);
  const fields: [string, Value][] = [
    ["msg", message],
    ["doc", text],
    ["pos", position],
    ["lineno", line],
    ["colno", column],
  ];
  for (const [name, value] of fields) exception.fields.set(name, value);
  return new PyError(exception);
}

interface Hooks {
  readonly object: Value;
  readonly pairs: Value;
  readonly float: Value;
  readonly int: Value;
  readonly constant: Value;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /(-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)?/y;
export const CONTROL = "\\0-\\x1f";
const PLAIN = new RegExp(`[^"\\\\${CONTROL}]*`, "y");
const ESCAPES: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class Reader {
  private readonly text: string;
  private readonly hooks: Hooks;
  private readonly strict: boolean;
  at = 0;
  constructor(text: string, hooks: Hooks, strict: boolean) {
    this.text = text;
    this.hooks = hooks;
    this.strict = strict;
  }
  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at += found[0].length;
    return found;
  }
  private fail(message: string, at = this.at): PyError {
    return decodeError(message, this.text, at);
  }
  space(): void {
    this.match(SPACE);
  }
  value(): Value {
    const { text, at } = this;
    const character = text[at];
    if (character === '"') {
      this.at++;
      return this.string(at);
    }
    if (character === "{") return this.object();
    if (character === "[") return this.array();
    for (const [word, value] of [
      ["null", null],
      ["true", true],
      ["false", false],
    ] as const) {
      if (text.startsWith(word, at)) {
        this.at += word.length;
        return value;
      }
    }
    const number = this.match(NUMBER);
    if (number !== null) return this.number(number);
    for (const [word, value] of [
      ["NaN", Number.NaN],
      ["Infinity", Number.POSITIVE_INFINITY],
      ["-Infinity", Number.NEGATIVE_INFINITY],
    ] as const) {
      if (text.startsWith(word, at)) {
        this.at += word.length;
        return this.hooks.constant === null ? value : call(this.hooks.constant, [word]);
      }
    }
    throw this.fail("Expecting value");
  }
  private number(match: RegExpExecArray): Value {
    const [whole, integer, fraction, exponent] = match;
    if (fraction === undefined && exponent === undefined) {
      if (this.hooks.int !== null) return call(this.hooks.int, [whole]);
      const value = Number(integer);
      return Number.isSafeInteger(value) ? value + 0 : canonical(BigInt(integer as string));
    }
    return this.hooks.float === null ? boxFloat(Number(whole)) : call(this.hooks.float, [whole]);
  }
  private string(begin: number): string {
    let result = "";
    for (;;) {
      result += (this.match(PLAIN) as RegExpExecArray)[0];
      const character = this.text[this.at];
      if (character === undefined) throw this.fail("Unterminated string starting at", begin);
      if (character === '"') {
        this.at++;
        return result;
      }
      if (character !== "\\") {
        if (this.strict) throw this.fail("Invalid control character at");
        result += character;
        this.at++;
        continue;
      }
      result += this.escape(begin);
    }
  }
  private escape(begin: number): string {
    const character = this.text[this.at + 1];
    if (character === undefined) throw this.fail("Unterminated string starting at", begin);
    if (character !== "u") {
      const known = ESCAPES[character];
      if (known === undefined) throw this.fail("Invalid \\escape", this.at);
      this.at += 2;
      return known;
    }
    const hex = this.text.slice(this.at + 2, this.at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw this.fail("Invalid \\uXXXX escape", this.at + 1);
    this.at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }
  private object(): Value {
    this.at++;
    const pairs: [string, Value][] = [];
    this.space();
    if (this.text[this.at] === "}") this.at++;
    else {
      for (;;) {
        if (this.text[this.at] !== '"') {
          throw this.fail("Expecting property name enclosed in double quotes");
        }
        this.at++;
        const key = this.string(this.at - 1);
        this.space();
        if (this.text[this.at] !== ":") throw this.fail("Expecting ':' delimiter");
        this.at++;
        this.space();
        pairs.push([key, this.value()]);
        this.space();
        const next = this.text[this.at];
        if (next === "}") {
          this.at++;
          break;
        }
        if (next !== ",") throw this.fail("Expecting ',' delimiter");
        this.at++;
        this.space();
      }
    }
    if (this.hooks.pairs !== null) {
      return call(this.hooks.pairs, [pairs.map((pair) => new PyTuple(pair))]);
    }
    const dict: Dict = {};
    for (const [key, value] of pairs) setKey(dict, key, value);
    return this.hooks.object === null ? dict : call(this.hooks.object, [dict]);
  }
  private array(): Value {
    this.at++;
    const items: Value[] = [];
    this.space();
    if (this.text[this.at] === "]") {
      this.at++;
      return items;
    }
    for (;;) {
      items.push(this.value());
      this.space();
      const next = this.text[this.at];
      if (next === "]") {
        this.at++;
        return items;
      }
      if (next !== ",") throw this.fail("Expecting ',' delimiter");
      this.at++;
      this.space();
    }
  }
}

/** `json.loads(s, …)` @throws JSONDecodeError, TypeError */
export function loads(
  s: Value,
  _cls: Value = null,
  objectHook: Value = null,
  floatHook: Value = null,
  intHook: Value = null,
  parseConstant: Value = null,
  pairsHook: Value = null,
  strict: Value = true,
): Value {
  let text: string;
  if (typeof s === "string") {
    if (s.startsWith("\ufeff")) {
      throw decodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", s, 0);
    }
    text = s;
  } else if (s instanceof PyBytes) text = bytesDecode(s, "utf-8-sig");
  else {
    throw typeError(`the JSON object must be str, bytes or bytearray, not ${className(typeOf(s))}`);
  }
  const hooks: Hooks = {
    object: objectHook,
    pairs: pairsHook,
    float: floatHook,
    int: intHook,
    constant: parseConstant,
  };
  const reader = new Reader(text, hooks, truthy(strict));
  reader.space();
  const value = reader.value();
  reader.space();
  if (reader.at !== text.length) throw decodeError("Extra data", text, reader.at);
  return value;
}
