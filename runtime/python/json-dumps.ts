/** `json.dumps`: Python's values as JSON text, as CPython writes it. (Records are written elsewhere, by KSML's rules.) */

import { className } from "./classes.ts";
import { dictSize, entriesOf } from "./dict.ts";
import { typeError, valueError } from "./exceptions.ts";
import { floatRepr } from "./float-text.ts";
import { call } from "./functions.ts";
import { CONTROL } from "./json-loads.ts";
import { sorted } from "./sorting.ts";
import { truthy } from "./truth.ts";
import { PyTuple } from "./tuple.ts";
import { typeOf } from "./type-of.ts";
import { type Dict, isDict, isFloat, isInt, PyFloat, type Value } from "./value.ts";

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
export function dumps(
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
