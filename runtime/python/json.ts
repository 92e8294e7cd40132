/** Module `json`: `dumps` and `loads` as CPython has them. (Records are read and written elsewhere, by KSML's rules.) */

import { PyBytes } from "./bytes.ts";
import { className } from "./classes.ts";
import { fromUnits } from "./code-points.ts";
import { bytesDecode } from "./codecs.ts";
import { dictSize, entriesOf, setKey } from "./dict.ts";
import { PyError, subclassOf, typeError, ValueError, valueError } from "./exceptions.ts";
import { floatRepr } from "./float-text.ts";
import { call } from "./functions.ts";
import { canonical } from "./int.ts";
import { defineModule, native } from "./module.ts";
import { sorted } from "./sorting.ts";
import { truthy } from "./truth.ts";
import { PyTuple } from "./tuple.ts";
import { typeOf } from "./type-of.ts";
import { boxFloat, type Dict, isDict, isFloat, isInt, PyFloat, type Value } from "./value.ts";

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
const CONTROL = "\\0-\\x1f";
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
function loads(
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

interface Style {
  readonly skipkeys: boolean;
  readonly ascii: boolean;
  readonly circular: boolean;
  readonly nan: boolean;
  readonly indent: string | null;
  readonly item: string;
  readonly key: string;
  readonly fallback: Value;
  readonly sort: boolean;
}

const SHORT: Record<string, string> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
};

const NOT_ASCII = /["\\]|[^ -~]/g;
const CONTROLS = new RegExp(`["\\\\${CONTROL}]`, "g");

function quote(text: string, ascii: boolean): string {
  const pattern = ascii ? NOT_ASCII : CONTROLS;
  const escaped = text.replace(
    pattern,
    (one) => SHORT[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}

function floatText(x: number, style: Style): string {
  if (Number.isFinite(x)) return floatRepr(x);
  if (!style.nan)
    throw valueError(`Out of range float values are not JSON compliant: ${floatRepr(x)}`);
  return Number.isNaN(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity";
}

function write(x: Value, style: Style, depth: number, open: Set<object>): string {
  if (typeof x === "string") return quote(x, style.ascii);
  if (x === null) return "null";
  if (typeof x === "boolean") return x ? "true" : "false";
  if (isInt(x)) return x.toString();
  if (isFloat(x)) return floatText(x instanceof PyFloat ? x.value : x, style);
  if (style.circular) {
    if (open.has(x)) throw valueError("Circular reference detected");
    open.add(x);
  }
  let result: string;
  if (Array.isArray(x) || x instanceof PyTuple) {
    result = block(
      "[",
      "]",
      Array.from(x, (item) => write(item, style, depth + 1, open)),
      style,
      depth,
    );
  } else if (isDict(x)) result = writeDict(x, style, depth, open);
  else if (style.fallback !== null) {
    result = write(call(style.fallback, [x]), style, depth, open);
  } else throw typeError(`Object of type ${className(typeOf(x))} is not JSON serializable`);
  open.delete(x);
  return result;
}

function block(
  start: string,
  end: string,
  parts: readonly string[],
  style: Style,
  depth: number,
): string {
  if (parts.length === 0) return start + end;
  if (style.indent === null) return start + parts.join(style.item) + end;
  const inner = `\n${style.indent.repeat(depth + 1)}`;
  return `${start}${inner}${parts.join(style.item + inner)}\n${style.indent.repeat(depth)}${end}`;
}

function writeDict(x: Dict, style: Style, depth: number, open: Set<object>): string {
  if (dictSize(x) === 0) return "{}";
  let entries = entriesOf(x);
  if (style.sort) {
    const order = sorted(entries.map(([key]) => key));
    const byKey = new Map(entries);
    entries = order.map((key) => [key, byKey.get(key) as Value]);
  }
  const parts: string[] = [];
  for (const [key, value] of entries) {
    const text = keyText(key, style);
    if (text === undefined) continue;
    parts.push(quote(text, style.ascii) + style.key + write(value, style, depth + 1, open));
  }
  return block("{", "}", parts, style, depth);
}

function keyText(key: Value, style: Style): string | undefined {
  if (typeof key === "string") return key;
  if (key === null) return "null";
  if (typeof key === "boolean") return key ? "true" : "false";
  if (isInt(key)) return key.toString();
  if (isFloat(key)) return floatText(key instanceof PyFloat ? key.value : key, style);
  if (style.skipkeys) return undefined;
  throw typeError(`keys must be str, int, float, bool or None, not ${className(typeOf(key))}`);
}

/** `json.dumps(obj, …)` @throws TypeError, ValueError */
function dumps(
  obj: Value,
  skipkeys: Value = false,
  ensureAscii: Value = true,
  checkCircular: Value = true,
  allowNan: Value = true,
  _cls: Value = null,
  indent: Value = null,
  separators: Value = null,
  fallback: Value = null,
  sortKeys: Value = false,
): string {
  const pretty =
    indent === null
      ? null
      : typeof indent === "string"
        ? indent
        : " ".repeat(Math.max(0, Number(indent)));
  const given =
    separators === null
      ? null
      : Array.isArray(separators)
        ? separators
        : (separators as PyTuple).items;
  const style: Style = {
    skipkeys: truthy(skipkeys),
    ascii: truthy(ensureAscii),
    circular: truthy(checkCircular),
    nan: truthy(allowNan),
    indent: pretty,
    item: (given?.[0] as string | undefined) ?? (pretty === null ? ", " : ","),
    key: (given?.[1] as string | undefined) ?? ": ",
    fallback,
    sort: truthy(sortKeys),
  };
  return write(obj, style, 0, new Set());
}

export const json = defineModule("json", {
  dumps: native(
    "dumps",
    [
      "obj",
      "skipkeys",
      "ensure_ascii",
      "check_circular",
      "allow_nan",
      "cls",
      "indent",
      "separators",
      "default",
      "sort_keys",
    ],
    1,
    dumps,
    { positional: 1, dicts: 1 },
  ),
  loads: native(
    "loads",
    [
      "s",
      "cls",
      "object_hook",
      "parse_float",
      "parse_int",
      "parse_constant",
      "object_pairs_hook",
      "strict",
    ],
    1,
    loads,
    { positional: 1, dicts: 1 },
  ),
  JSONDecodeError,
});
