/** `"…".format(…)`, `format_map`, `translate` and `maketrans`. */

import { getAttr } from "./attributes.ts";
import { codePointLength } from "./code-points.ts";
import { dictOf, entriesOf, getKey, setKey } from "./dict.ts";
import {
  indexError,
  keyError,
  LookupError,
  matches,
  PyError,
  typeError,
  valueError,
} from "./exceptions.ts";
import { format } from "./format.ts";
import { ascii, repr, str } from "./repr.ts";
import { chr } from "./str-search.ts";
import { getItem } from "./subscript.ts";
import { typeName } from "./type-name.ts";
import { type Dict, isDict, isInt, type Value } from "./value.ts";

/** Where the fields of one `format` call come from. */
interface Fields {
  readonly args: readonly Value[];
  readonly named: (name: string) => Value;
  /** The next automatic number; -1 once numbers were written. */
  automatic: number;
  numbered: boolean;
}

/** @throws ValueError, IndexError, KeyError, AttributeError */
export function strFormat(s: string, args: readonly Value[], keywords?: Dict): string {
  const named = (name: string): Value => {
    const found = keywords === undefined ? undefined : getKey(keywords, name);
    if (found === undefined) throw keyError(name);
    return found;
  };
  return expand(s, { args, named, automatic: 0, numbered: false }, 2);
}

export function strFormatMap(s: string, mapping: Value): string {
  return expand(
    s,
    { args: [], named: (name) => getItem(mapping, name), automatic: 0, numbered: false },
    2,
  );
}

function expand(s: string, fields: Fields, depth: number): string {
  if (depth < 0) throw valueError("Max string recursion exceeded");
  let result = "";
  let at = 0;
  while (at < s.length) {
    const character = s[at] as string;
    if (character === "}") {
      if (s[at + 1] !== "}") throw valueError("Single '}' encountered in format string");
      result += "}";
      at += 2;
    } else if (character === "{") {
      if (s[at + 1] === "{") {
        result += "{";
        at += 2;
        continue;
      }
      const end = fieldEnd(s, at + 1);
      result += replacement(s.slice(at + 1, end), fields, depth);
      at = end + 1;
    } else {
      result += character;
      at++;
    }
  }
  return result;
}

function fieldEnd(s: string, start: number): number {
  if (start >= s.length) throw valueError("Single '{' encountered in format string");
  let nested = 1;
  let inIndex = false;
  for (let at = start; at < s.length; at++) {
    const character = s[at];
    if (character === "[") inIndex = true;
    else if (character === "]") inIndex = false;
    else if (inIndex && nested === 1) continue;
    else if (character === "{") nested++;
    else if (character === "}" && --nested === 0) return at;
  }
  throw valueError("expected '}' before end of string");
}

function replacement(field: string, fields: Fields, depth: number): string {
  const { name, conversion, spec } = splitField(field);
  const value = lookUp(name, fields);
  const shown = expand(spec, fields, depth - 1);
  if (conversion === undefined) return format(value, shown);
  if (conversion === "r") return format(repr(value), shown);
  if (conversion === "s") return format(str(value), shown);
  if (conversion === "a") return format(ascii(value), shown);
  throw valueError(`Unknown conversion specifier ${conversion}`);
}

function splitField(field: string): { name: string; conversion: string | undefined; spec: string } {
  let at = 0;
  let inIndex = false;
  while (at < field.length) {
    const character = field[at];
    if (character === "[") inIndex = true;
    else if (character === "]") inIndex = false;
    else if (!inIndex && (character === "!" || character === ":")) break;
    else if (!inIndex && character === "{") throw valueError("unexpected '{' in field name");
    at++;
  }
  const name = field.slice(0, at);
  if (field[at] !== "!") return { name, conversion: undefined, spec: field.slice(at + 1) };
  const conversion = field[at + 1];
  if (conversion === undefined) throw valueError("unmatched '{' in format spec");
  const after = field[at + 2];
  if (after !== undefined && after !== ":")
    throw valueError("expected ':' after conversion specifier");
  return { name, conversion, spec: field.slice(at + 3) };
}

function lookUp(name: string, fields: Fields): Value {
  const [first = ""] = /^[^.[]*/.exec(name) ?? [];
  let value: Value;
  if (first === "" || /^\d+$/.test(first)) {
    if (first === "") {
      if (fields.numbered)
        throw switching("manual field specification to automatic field numbering");
      value = positional(fields, fields.automatic++);
    } else {
      if (fields.automatic > 0)
        throw switching("automatic field numbering to manual field specification");
      fields.numbered = true;
      value = positional(fields, Number(first));
    }
  } else value = fields.named(first);
  let rest = name.slice(first.length);
  while (rest !== "") {
    const step = /^\.([^.[]*)|^\[([^\]]*)\]/.exec(rest);
    if (step === null) {
      throw valueError(
        rest.startsWith("[")
          ? "Missing ']' in format string"
          : "Only '.' or '[' may follow ']' in format field specifier",
      );
    }
    const [whole, attribute, index] = step;
    if (attribute === "" || index === "") throw valueError("Empty attribute in format string");
    if (attribute !== undefined) value = getAttr(value, attribute);
    else value = getItem(value, /^\d+$/.test(index as string) ? Number(index) : (index as string));
    rest = rest.slice(whole.length);
  }
  return value;
}

function positional(fields: Fields, index: number): Value {
  const value = fields.args[index];
  if (value === undefined) {
    throw indexError(`Replacement index ${index} out of range for positional args tuple`);
  }
  return value;
}

function switching(between: string): Error {
  return valueError(`cannot switch from ${between}`);
}

export function strTranslate(s: string, table: Value): string {
  let result = "";
  for (const character of s) {
    let by: Value;
    try {
      by = getItem(table, character.codePointAt(0) as number);
    } catch (thrown) {
      if (!(thrown instanceof PyError) || !matches(thrown.exception, LookupError)) throw thrown;
      result += character;
      continue;
    }
    if (by === null) continue;
    if (typeof by === "string") result += by;
    else if (isInt(by)) result += chr(by);
    else throw typeError("character mapping must return integer, None or str");
  }
  return result;
}

/** `str.maketrans(…)` */
export function strMaketrans(x: Value, y?: Value, z?: Value): Dict {
  if (y === undefined) {
    if (!isDict(x)) throw typeError("if you give only one argument to maketrans it must be a dict");
    const table: Dict = {};
    for (const [key, value] of entriesOf(x)) {
      if (typeof key === "string") {
        if (codePointLength(key) !== 1) {
          throw valueError("string keys in translate table must be of length 1");
        }
        setKey(table, key.codePointAt(0) as number, value);
      } else if (isInt(key)) setKey(table, key, value);
      else throw typeError("keys in translate table must be strings or integers");
    }
    return table;
  }
  if (typeof x !== "string") {
    throw typeError("first maketrans argument must be a string if there is a second argument");
  }
  if (typeof y !== "string")
    throw typeError(`maketrans() argument 2 must be str, not ${typeName(y)}`);
  const from = [...x];
  const to = [...y];
  if (from.length !== to.length) {
    throw valueError("the first two maketrans arguments must have equal length");
  }
  const code = (character: string | undefined): number => character?.codePointAt(0) as number;
  const table = dictOf(...from.map((one, i) => [code(one), code(to[i])] as const));
  if (typeof z === "string") for (const one of z) setKey(table, code(one), null);
  return table;
}
