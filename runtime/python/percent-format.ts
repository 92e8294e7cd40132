/** `"…" % values` */

import { getKey } from "./dict.ts";
import { keyError, overflowError, typeError, valueError } from "./exceptions.ts";
import { toFloat } from "./float.ts";
import { fixedText } from "./float-text.ts";
import { numberText } from "./format.ts";
import { toIndex, toSmallIndex } from "./int.ts";
import { ascii, repr, str } from "./repr.ts";
import { PyTuple } from "./tuple.ts";
import { typeName } from "./type-name.ts";
import { isDict, isFloat, isInt, PyFloat, PyObject, type Value } from "./value.ts";

const CONVERSION =
  /%(?:\((?<key>[^)]*)\))?(?<flags>[-+ #0]*)(?<width>\*|\d+)?(?:\.(?<precision>\*|\d+)?)?[hlL]?(?<type>[\s\S])?/g;

/** @throws TypeError, ValueError, KeyError */
export function percentFormat(template: string, values: Value): string {
  const list = values instanceof PyTuple ? values.items : [values];
  let used = 0;
  const next = (): Value => {
    if (used >= list.length) throw typeError("not enough arguments for format string");
    return list[used++] as Value;
  };
  let keyed = false;
  const result = template.replace(CONVERSION, (match, ...rest) => {
    const groups = rest.at(-1) as Record<string, string | undefined>;
    const offset = rest.at(-3) as number;
    const { type } = groups;
    if (type === undefined) throw valueError("incomplete format");
    if (type === "%" && groups.key === undefined) return "%";
    let flags = groups.flags ?? "";
    let source = next;
    if (groups.key !== undefined) {
      const { key } = groups;
      if (!isDict(values)) throw typeError("format requires a mapping");
      keyed = true;
      source = () => {
        const found = getKey(values, key);
        if (found === undefined) throw keyError(key);
        return found;
      };
    }
    let width =
      groups.width === "*" ? toSmallIndex(next(), "* wants int") : Number(groups.width ?? 0);
    if (width < 0) {
      width = -width;
      flags += "-";
    }
    const hasPrecision = /\.(\*|\d*)[hlL]?[\s\S]?$/.test(match);
    const precision = !hasPrecision
      ? undefined
      : groups.precision === "*"
        ? Math.max(0, toSmallIndex(next(), "* wants int"))
        : Number(groups.precision ?? 0);
    const at = offset + match.length - 1;
    return convert(type, source(), flags, width, precision, at);
  });
  if (used < list.length && !keyed && !(isMapping(values) && used === 0)) {
    throw typeError("not all arguments converted during string formatting");
  }
  return result;
}

function isMapping(x: Value): boolean {
  return isDict(x) || Array.isArray(x) || (x instanceof PyObject && x.pyGetItem !== undefined);
}

function convert(
  type: string,
  value: Value,
  flags: string,
  width: number,
  precision: number | undefined,
  at: number,
): string {
  switch (type) {
    case "s":
      return pad("", cut(str(value), precision), flags.replaceAll("0", ""), width);
    case "r":
      return pad("", cut(repr(value), precision), flags.replaceAll("0", ""), width);
    case "a":
      return pad("", cut(ascii(value), precision), flags.replaceAll("0", ""), width);
    case "c":
      return pad("", character(value), flags.replaceAll("0", ""), width);
    case "d":
    case "i":
    case "u":
    case "o":
    case "x":
    case "X":
      return integer(type, value, flags, width, precision);
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return float(type, value, flags, width, precision ?? 6);
    default: {
      const code = (type.codePointAt(0) as number).toString(16);
      throw valueError(`unsupported format character '${type}' (0x${code}) at index ${at}`);
    }
  }
}

function cut(text: string, precision: number | undefined): string {
  return precision === undefined ? text : [...text].slice(0, precision).join("");
}

function character(value: Value): string {
  if (typeof value === "string") {
    if ([...value].length === 1) return value;
  } else if (isInt(value)) {
    const code = toIndex(value);
    if (code < 0 || code > 0x10ffff) throw overflowError("%c arg not in range(0x110000)");
    return String.fromCodePoint(Number(code));
  }
  throw typeError("%c requires int or char");
}

function integer(
  type: string,
  value: Value,
  flags: string,
  width: number,
  precision: number | undefined,
): string {
  const decimal = "diu".includes(type);
  if (!isInt(value) && !(decimal && isFloat(value))) {
    throw typeError(
      decimal
        ? `%${type} format: a real number is required, not ${typeName(value)}`
        : `%${type} format: an integer is required, not ${typeName(value)}`,
    );
  }
  let whole: bigint;
  if (isFloat(value)) {
    const float = Math.trunc(value instanceof PyFloat ? value.value : value);
    if (!Number.isFinite(float)) {
      throw Number.isNaN(float)
        ? valueError("cannot convert float NaN to integer")
        : overflowError("cannot convert float infinity to integer");
    }
    whole = BigInt(float);
  } else whole = BigInt(value);
  const size = whole < 0n ? -whole : whole;
  const base = type === "o" ? 8 : type === "x" || type === "X" ? 16 : 10;
  let digits = size.toString(base).padStart(precision ?? 0, "0");
  let prefix = flags.includes("#") && base !== 10 ? `0${type}` : "";
  if (type === "X") {
    digits = digits.toUpperCase();
    prefix = prefix.toUpperCase();
  }
  return pad(sign(whole < 0n, flags) + prefix, digits, flags, width);
}

function float(
  type: string,
  value: Value,
  flags: string,
  width: number,
  precision: number,
): string {
  const x = toFloat(value);
  const negative = x < 0 || Object.is(x, -0);
  let text: string;
  if (!Number.isFinite(x)) {
    text = numberText.specialText(Math.abs(x));
  } else {
    const size = Math.abs(x);
    const lower = type.toLowerCase();
    if (lower === "f") text = fixedText(size, precision);
    else if (lower === "e") text = numberText.exponentText(size, precision);
    else text = numberText.generalText(size, Math.max(1, precision), flags.includes("#"), false);
  }
  if (flags.includes("#") && Number.isFinite(x)) text = withPoint(text);
  if (type !== type.toLowerCase()) text = text.toUpperCase();
  return pad(sign(negative && !Number.isNaN(x), flags), text, flags, width);
}

/** The alternate form always has a point. */
function withPoint(text: string): string {
  return text.includes(".") ? text : text.replace(/^\d+/, "$&.");
}

function sign(negative: boolean, flags: string): string {
  return negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

function pad(head: string, body: string, flags: string, width: number): string {
  const missing = width - head.length - [...body].length;
  if (missing <= 0) return head + body;
  if (flags.includes("-")) return head + body + " ".repeat(missing);
  if (flags.includes("0")) return head + "0".repeat(missing) + body;
  return " ".repeat(missing) + head + body;
}
