/** `format(x, spec)`: CPython's format-spec mini-language for str, int and float; objects bring their own. */

import { codePointLength } from "./code-points.ts";
import { overflowError, typeError, valueError } from "./exceptions.ts";
import { fixedText, floatRepr, significantDigits, specialText } from "./float-text.ts";
import { intToFloat } from "./int.ts";
import { str } from "./repr.ts";
import { typeName } from "./type-name.ts";
import { type Int, PyFloat, PyObject, type Value } from "./value.ts";

interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly coerceZero: boolean;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC =
  /^(?:(?<fill>[\s\S])?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<z>z)?(?<alt>#)?(?<zero>0)?(?<width>\d+)?(?<group>[,_])?(?:\.(?<precision>\d+))?(?<rest>[\s\S]*)$/u;

const parsed = new Map<string, Spec>();

/** `format(x, spec)`, and `f"{x:spec}"`. @throws ValueError, TypeError */
export function format(x: Value, spec: Value = ""): string {
  if (typeof spec !== "string")
    throw typeError(`format() argument 2 must be str, not ${typeName(spec)}`);
  if (x instanceof PyObject) {
    if (x.pyFormat !== undefined) return x.pyFormat(spec);
    if (spec === "") return str(x);
    throw typeError(`unsupported format string passed to ${typeName(x)}.__format__`);
  }
  if (spec === "") return str(x);
  if (typeof x === "string") return formatStr(x, parseSpec(spec, "str"));
  if (typeof x === "boolean") return formatInt(x ? 1 : 0, parseSpec(spec, "bool"), "bool");
  if (typeof x === "number") {
    return Number.isInteger(x)
      ? formatInt(x, parseSpec(spec, "int"))
      : formatFloat(x, parseSpec(spec, "float"), "float");
  }
  if (typeof x === "bigint") return formatInt(x, parseSpec(spec, "int"));
  if (x instanceof PyFloat) return formatFloat(x.value, parseSpec(spec, "float"), "float");
  throw typeError(`unsupported format string passed to ${typeName(x)}.__format__`);
}

/** `format` of a static float. */
export function floatFormat(x: number, spec: string): string {
  return spec === "" ? floatRepr(x) : formatFloat(x, parseSpec(spec, "float"), "float");
}

function parseSpec(text: string, of: string): Spec {
  const known = of === "str" ? undefined : parsed.get(text);
  if (known !== undefined) return known;
  const groups = SPEC.exec(text)?.groups as Record<string, string | undefined>;
  const rest = groups.rest as string;
  const grouping = groups.group ?? "";
  if (groups.precision === undefined && rest.startsWith(".")) {
    throw valueError("Format specifier missing precision");
  }
  if (grouping !== "" && rest.length > 0 && ",_".includes(rest[0] as string)) {
    if (grouping === rest[0]) throw valueError(`Cannot specify '${grouping}' with '${rest[0]}'.`);
    throw valueError("Cannot specify both ',' and '_'.");
  }
  if ([...rest].length > 1) {
    throw valueError(`Invalid format specifier '${text}' for object of type '${of}'`);
  }
  checkGrouping(grouping, rest === "" && of === "str" ? "s" : rest);
  const zero = groups.zero !== undefined;
  const width = groups.width === undefined ? 0 : Number(groups.width);
  if (width > 2 ** 53 || Number(groups.precision ?? 0) > 2 ** 53) {
    throw valueError("Too many decimal digits in format string");
  }
  const spec: Spec = {
    fill: groups.fill ?? (zero ? "0" : " "),
    align: groups.align ?? (zero && of !== "str" ? "=" : ""),
    sign: groups.sign ?? "",
    coerceZero: groups.z !== undefined,
    alternate: groups.alt !== undefined,
    zero,
    width,
    grouping,
    precision: groups.precision === undefined ? undefined : Number(groups.precision),
    type: rest,
  };
  if (of !== "str") {
    if (parsed.size > 500) parsed.clear();
    parsed.set(text, spec);
  }
  return spec;
}

/** Which types take a separator. */
function checkGrouping(grouping: string, type: string): void {
  if (grouping === "" || type === "" || "deEfFgG%".includes(type)) return;
  if (grouping === "_" && "boxX".includes(type)) return;
  throw valueError(`Cannot specify '${grouping}' with '${type}'.`);
}

function unknownType(type: string, of: string): Error {
  return valueError(`Unknown format code '${type}' for object of type '${of}'`);
}

function formatStr(x: string, spec: Spec): string {
  if (spec.type !== "" && spec.type !== "s") throw unknownType(spec.type, "str");
  if (spec.sign !== "") {
    throw valueError(
      spec.sign === " "
        ? "Space not allowed in string format specifier"
        : "Sign not allowed in string format specifier",
    );
  }
  if (spec.coerceZero) {
    throw valueError("Negative zero coercion (z) not allowed in string format specifier");
  }
  if (spec.alternate) throw valueError("Alternate form (#) not allowed in string format specifier");
  if (spec.align === "=") throw valueError("'=' alignment not allowed in string format specifier");
  let text = x;
  if (spec.precision !== undefined && x.length > spec.precision) {
    text = [...x].slice(0, spec.precision).join("");
  }
  return pad(text, spec, "<");
}

function pad(text: string, spec: Spec, normal: string): string {
  const missing = spec.width - codePointLength(text);
  if (missing <= 0) return text;
  const align = spec.align === "" || spec.align === "=" ? normal : spec.align;
  if (align === "<") return text + spec.fill.repeat(missing);
  if (align === ">") return spec.fill.repeat(missing) + text;
  const left = Math.floor(missing / 2);
  return spec.fill.repeat(left) + text + spec.fill.repeat(missing - left);
}

const BASES: Record<string, readonly [number, string]> = {
  b: [2, "0b"],
  o: [8, "0o"],
  x: [16, "0x"],
  X: [16, "0X"],
};

const INT_TYPES = "bcdoxXneEfFgG%";

function formatInt(x: Int, spec: Spec, of = "int"): string {
  const { type } = spec;
  if (!INT_TYPES.includes(type)) throw unknownType(type, of);
  if ("eEfFgG%".includes(type) && type !== "") return formatFloat(intToFloat(x), spec, "int");
  if (spec.precision !== undefined)
    throw valueError("Precision not allowed in integer format specifier");
  if (spec.coerceZero) {
    throw valueError(
      "Negative zero coercion (z) not allowed in format specifier with integer format code",
    );
  }
  if (type === "c") return formatCharacter(x, spec);
  const negative = x < 0;
  const size = negative ? -x : x;
  if (type === "" || type === "d" || type === "n") {
    return assemble(negative, "", size.toString(), "", spec, 3);
  }
  const base = BASES[type];
  if (base === undefined) throw unknownType(type, "int");
  let digits = size.toString(base[0]);
  if (type === "X") digits = digits.toUpperCase();
  return assemble(negative, spec.alternate ? base[1] : "", digits, "", spec, 4);
}

function formatCharacter(x: Int, spec: Spec): string {
  if (spec.sign !== "") throw valueError("Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) {
    throw valueError("Alternate form (#) not allowed with integer format specifier 'c'");
  }
  if (x >= 2n ** 63n || x < -(2n ** 63n)) {
    throw overflowError("Python int too large to convert to C long");
  }
  if (x < 0 || x > 0x10ffff) throw overflowError("%c arg not in range(0x110000)");
  return pad(String.fromCodePoint(Number(x)), spec, ">");
}

function formatFloat(x: number, spec: Spec, of: string): string {
  const { type } = spec;
  if (type === "s" || (type !== "" && !"eEfFgGn%".includes(type))) throw unknownType(type, of);
  let negative = x < 0 || Object.is(x, -0);
  const upper = type === "E" || type === "F" || type === "G";
  if (!Number.isFinite(x)) {
    const text = Number.isNaN(x) ? "nan" : "inf";
    const shown = (upper ? text.toUpperCase() : text) + (type === "%" ? "%" : "");
    return assembleText(negative && !Number.isNaN(x), shown, spec);
  }
  const [digits, rest] = floatDigits(Math.abs(x), spec);
  if (spec.coerceZero && negative && !/[1-9]/.test(digits)) negative = false;
  const shown = upper ? rest.toUpperCase() : rest;
  return assemble(negative, "", digits, shown, spec, 3);
}

/** Whole digits, and all that follows them. */
function floatDigits(size: number, spec: Spec): readonly [string, string] {
  const { type, alternate } = spec;
  const precision = spec.precision ?? 6;
  switch (type) {
    case "f":
    case "F":
      return split(fixedText(size, precision), alternate);
    case "%":
      return splitPercent(size, precision, alternate);
    case "e":
    case "E":
      return split(exponentText(size, precision), alternate);
    default:
      break;
  }
  if (type === "" && spec.precision === undefined) return split(floatRepr(size), alternate);
  return split(generalText(size, Math.max(1, precision), alternate, type === ""), alternate);
}

function splitPercent(
  size: number,
  precision: number,
  alternate: boolean,
): readonly [string, string] {
  const scaled = size * 100;
  if (!Number.isFinite(scaled)) return ["inf", "%"];
  const [whole, rest] = split(fixedText(scaled, precision), alternate);
  return [whole, `${rest}%`];
}

function split(text: string, alternate: boolean): readonly [string, string] {
  const at = text.search(/[^0-9]/);
  if (at < 0) return [text, alternate ? "." : ""];
  const rest = text.slice(at);
  return [text.slice(0, at), alternate && !rest.startsWith(".") ? `.${rest}` : rest];
}

function exponentText(size: number, precision: number): string {
  const { digits, exponent } = significantDigits(size, precision + 1);
  return withExponent(digits, exponent);
}

function withExponent(digits: string, exponent: number): string {
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  const sign = exponent < 0 ? "-" : "+";
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** `g`, and the type-less form with a precision, which keeps one decimal and turns to exponents one digit earlier. */
function generalText(
  size: number,
  precision: number,
  alternate: boolean,
  typeless: boolean,
): string {
  const { digits, exponent } = significantDigits(size, precision);
  const useExponent =
    exponent < -4 || exponent >= (typeless ? Math.max(precision - 1, 1) : precision);
  const kept = alternate ? digits : digits.replace(/0+$/, "") || "0";
  if (typeless && precision === 1 && exponent === 0) return `${withExponent(kept, exponent)}`;
  if (useExponent) return withExponent(kept, exponent);
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${kept}`;
  const whole = kept.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = kept.slice(exponent + 1);
  if (fraction !== "") return `${whole}.${fraction}`;
  return typeless ? `${whole}.0` : whole;
}

function signText(negative: boolean, spec: Spec): string {
  return negative ? "-" : spec.sign === "+" || spec.sign === " " ? spec.sign : "";
}

function assembleText(negative: boolean, text: string, spec: Spec): string {
  const sign = signText(negative, spec);
  if (spec.align === "=") return sign + text.padStart(spec.width - sign.length, spec.fill);
  return pad(sign + text, spec, ">");
}

/** Sign, prefix, grouped digits and the rest, padded; zero padding takes part in the grouping. */
function assemble(
  negative: boolean,
  prefix: string,
  digits: string,
  rest: string,
  spec: Spec,
  groupSize: number,
): string {
  const head = signText(negative, spec) + prefix;
  const { grouping } = spec;
  if (spec.align === "=") {
    const room = spec.width - head.length - rest.length;
    if (spec.fill === "0" && grouping !== "") {
      return head + group(digits, grouping, groupSize, room) + rest;
    }
    const body = grouping === "" ? digits : group(digits, grouping, groupSize, 0);
    const missing = room - body.length;
    return head + (missing > 0 ? spec.fill.repeat(missing) : "") + body + rest;
  }
  const body = grouping === "" ? digits : group(digits, grouping, groupSize, 0);
  return pad(head + body + rest, spec, ">");
}

/** Digits in groups, filled with zeros to at least `width`; a separator never stands first. */
function group(digits: string, separator: string, size: number, width: number): string {
  let result = "";
  let all = digits;
  const separators = (count: number): number => Math.floor((count - 1) / size);
  while (all.length + separators(all.length) < width) all = `0${all}`;
  for (let end = all.length; end > 0; end -= size) {
    const part = all.slice(Math.max(0, end - size), end);
    result = result === "" ? part : `${part}${separator}${result}`;
  }
  return result;
}

/** The pieces that `%`-formatting shares. */
export const numberText = { exponentText, generalText, specialText };
