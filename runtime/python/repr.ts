/** `str`, `repr` and `ascii` of any value. */

import { CLASS, isClass } from "./classes.ts";
import { entriesOf } from "./dict.ts";
import { valueError } from "./exceptions.ts";
import { floatRepr } from "./float-text.ts";
import { functionName } from "./functions.ts";
import { identityOf } from "./keys.ts";
import { type Dict, PyFloat, PyObject, type Value } from "./value.ts";

export const MOST_DIGITS = 4300;

/** Containers being written: one inside itself is written as `[...]`. */
const open = new Set<object>();

export function str(x: Value): string {
  if (typeof x === "string") return x;
  if (typeof x === "number" && Number.isInteger(x)) return String(x);
  if (x instanceof PyObject && x.pyStr !== undefined) return x.pyStr();
  return repr(x);
}

export function repr(x: Value): string {
  switch (typeof x) {
    case "string":
      return reprText(x);
    case "number":
      return Number.isInteger(x) ? String(x) : floatRepr(x);
    case "bigint":
      return bigText(x);
    case "boolean":
      return x ? "True" : "False";
    case "function":
      return reprFunction(x);
    default:
      break;
  }
  if (x === null || x === undefined) return "None";
  if (x instanceof PyFloat) return floatRepr(x.value);
  if (open.has(x)) return Array.isArray(x) ? "[...]" : x instanceof PyObject ? "..." : "{...}";
  if (x instanceof PyObject && x.pyRepr === undefined) return defaultRepr(x);
  open.add(x);
  try {
    if (Array.isArray(x)) return `[${x.map((item) => repr(item)).join(", ")}]`;
    return x instanceof PyObject ? (x.pyRepr?.() ?? "") : reprDict(x);
  } finally {
    open.delete(x);
  }
}

/** CPython refuses to write huge ints in decimal. @throws ValueError */
function bigText(x: bigint): string {
  const text = x.toString();
  if (text.length > MOST_DIGITS + (x < 0n ? 1 : 0)) {
    throw valueError(
      `Exceeds the limit (${MOST_DIGITS} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit`,
    );
  }
  return text;
}

function reprDict(dict: Dict): string {
  const entries = entriesOf(dict).map(([key, value]) => `${repr(key)}: ${repr(value)}`);
  return `{${entries.join(", ")}}`;
}

function defaultRepr(x: PyObject): string {
  const cls = x.pyType?.();
  const name = isClass(cls)
    ? cls[CLASS].module === "builtins"
      ? cls[CLASS].name
      : `${cls[CLASS].module}.${cls[CLASS].name}`
    : (x.pyTypeName?.() ?? x.constructor.name);
  return `<${name} object at ${address(x)}>`;
}

function reprFunction(x: Value & object): string {
  if (isClass(x)) {
    const { module, name } = x[CLASS];
    return module === "builtins" ? `<class '${name}'>` : `<class '${module}.${name}'>`;
  }
  return `<function ${functionName(x as never)} at ${address(x)}>`;
}

function address(x: object): string {
  return `0x${(0x7f0000000000 + identityOf(x) * 16).toString(16)}`;
}

const PLAIN = /^[ !#-&(-[\]-~]*$/;
// Categories that `str.isprintable` refuses.
const UNPRINTABLE = /[\p{C}\p{Z}]/u;

function reprText(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let result = quote;
  for (const character of text) result += escapeCharacter(character, quote);
  return result + quote;
}

function escapeCharacter(character: string, quote: string): string {
  const code = character.codePointAt(0) as number;
  if (character === quote || character === "\\") return `\\${character}`;
  if (code === 10) return "\\n";
  if (code === 13) return "\\r";
  if (code === 9) return "\\t";
  if (code >= 32 && code < 127) return character;
  return UNPRINTABLE.test(character) ? escapeCode(code) : character;
}

function escapeCode(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/** Whether `str.isprintable` holds for one character. */
export function isPrintable(character: string): boolean {
  return character === " " || !UNPRINTABLE.test(character);
}

export function ascii(x: Value): string {
  let result = "";
  for (const character of repr(x)) {
    const code = character.codePointAt(0) as number;
    result += code < 128 ? character : escapeCode(code);
  }
  return result;
}
