/**
 * Whether a function takes what `get` of a store gives as the value itself (dialect.md 7.5), or as KSML 2.0 has it where
 * Kafka keeps a time with each value: a dict with `value` and `timestamp`. In: the function's text. Python is not parsed
 * here: what is looked for is the subscript, on the call or on a name that the call is assigned to.
 */
import type { FunctionTree } from "../2-syntax/tree.ts";

const PART = String.raw`\s*\[\s*["'](?:value|timestamp)["']\s*\]`;

export function isReadPlain(
  store: string,
  { code, expression, globalCode }: FunctionTree,
): boolean {
  const text = [globalCode, code, expression].map((part) => part?.text ?? "").join("\n");
  const call = String.raw`\b${escaped(store)}\s*\.\s*get\s*\([^()]*\)`;
  if (new RegExp(call + PART, "u").test(text)) return false;
  const assigned = text.matchAll(
    new RegExp(String.raw`([\p{L}_][\p{L}\p{N}_]*)\s*:?=\s*${call}`, "gu"),
  );
  return [...assigned].every(
    ([, name = ""]) => !new RegExp(String.raw`\b${escaped(name)}${PART}`, "u").test(text),
  );
}

const escaped = (name: string): string =>
  name.replace(/[^\w]/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
