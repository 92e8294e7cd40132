/** `print`, and `id`. */

import { environment } from "./environment.ts";
import { typeError } from "./exceptions.ts";
import { identityOf, keyText } from "./keys.ts";
import { str } from "./repr.ts";
import { typeName } from "./type-name.ts";
import { type Dict, isDict, PyFloat, type Value } from "./value.ts";

const PRINT_NAMES = new Set(["sep", "end", "file", "flush"]);

/** A last argument that can only be keyword arguments: all its keys are those of `print`, with values that fit. */
function isPrintKeywords(x: Value | undefined): x is Dict {
  if (!isDict(x)) return false;
  const names = Object.keys(x);
  if (names.length === 0) return false;
  return names.every((name) => {
    if (!PRINT_NAMES.has(name)) return false;
    const value = x[name];
    return name === "sep" || name === "end"
      ? typeof value === "string" || value === null
      : name === "file" || typeof value === "boolean";
  });
}

/** `print(*values, sep=" ", end="\n")`; keyword arguments last. */
export function print(...values: Value[]): null {
  const last = values.at(-1);
  if (isPrintKeywords(last)) return printWith(values.slice(0, -1), last);
  environment.print(`${values.map((value) => str(value)).join(" ")}\n`);
  return null;
}

/** `print` with the values apart from the keyword arguments, for a last value that may be a dict. */
export function printWith(values: readonly Value[], keywords: Dict = {}): null {
  const separator = textOf(keywords.sep, "sep", " ");
  const end = textOf(keywords.end, "end", "\n");
  environment.print(values.map((value) => str(value)).join(separator) + end);
  return null;
}

function textOf(x: Value | undefined, name: string, otherwise: string): string {
  if (x === undefined || x === null) return otherwise;
  if (typeof x !== "string")
    throw typeError(`${name} must be None or a string, not ${typeName(x)}`);
  return x;
}

const valueIdentities = new Map<string, object>();

/** `id(x)`: a number that stays with the object; equal numbers and strings share theirs. */
export function id(x: Value): number {
  if ((typeof x === "object" || typeof x === "function") && x !== null && !(x instanceof PyFloat)) {
    return 0x7f0000000000 + identityOf(x) * 16;
  }
  const text = `${typeName(x)} ${x === null ? "" : keyText(x)}`;
  let holder = valueIdentities.get(text);
  if (holder === undefined) {
    holder = {};
    valueIdentities.set(text, holder);
  }
  return 0x7f0000000000 + identityOf(holder) * 16;
}
