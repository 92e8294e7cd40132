/**
 * The text of a log call: SLF4J's placeholders, with formats in the braces allowed and any value logged as its text
 * (runtime.md 1.6; design.md 7, V36).
 */
import { javaDouble } from "../data-types/java-number.ts";
import { format, repr } from "../python/index.ts";
import { PyFloat, type Value } from "../python/value.ts";

export function formatMessage(message: Value, args: readonly Value[]): string {
  const text = logText(message);
  if (args.length === 0 || !text.includes("{")) return text;
  let out = "";
  let next = 0;
  let from = 0;
  for (let at = text.indexOf("{"); at >= 0 && next < args.length; at = text.indexOf("{", from)) {
    const end = text.indexOf("}", at);
    if (end < 0) break;
    const inner = text.slice(at + 1, end);
    if (inner !== "" && !inner.startsWith(":")) {
      out += text.slice(from, at + 1);
      from = at + 1;
    } else if (isEscaped(text, at)) {
      out += `${text.slice(from, at - 1)}{`;
      from = at + 1;
    } else {
      // `\\{}`: the backslash itself is escaped.
      const stop = text.charAt(at - 1) === "\\" ? at - 1 : at;
      const arg = args[next++] as Value;
      out += text.slice(from, stop) + (inner === "" ? logText(arg) : format(arg, inner.slice(1)));
      from = end + 1;
    }
  }
  return out + text.slice(from);
}

const isEscaped = (text: string, at: number): boolean =>
  text.charAt(at - 1) === "\\" && text.charAt(at - 2) !== "\\";

/** A str as it is, simple values in Java's text, everything else as Python's `repr`. */
export function logText(value: Value): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : javaDouble(value);
  if (value instanceof PyFloat) return javaDouble(value.value);
  return repr(value);
}
