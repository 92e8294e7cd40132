/** Values of the runner file. In: a key of a section. Out: the value or its default; what is no such value is told. */
import type { YamlNode } from "../1-source/yaml-tree.ts";
import type { Fields } from "./fields.ts";
import { type Place, tell } from "./place.ts";
import { kindOf, lastSegment, textOf } from "./text.ts";
import type { Text } from "./tree.ts";

export function booleanValue(fields: Fields, key: string, fallback: boolean): boolean {
  const node = fields.get(key)?.value;
  if (node === undefined) return fallback;
  const value = node.kind === "scalar" ? BOOLEANS.get(node.value) : undefined;
  if (value === undefined) wrongValue(node, fields.within(key), "`true` or `false`");
  return value ?? fallback;
}

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  ["true", true],
  [1, true],
  [false, false],
  ["false", false],
  [0, false],
  [null, false],
]);

export function textValue(fields: Fields, key: string): Text | null {
  const node = fields.get(key)?.value;
  if (node === undefined) return null;
  if (node.kind === "scalar") return textOf(node, fields.within(key));
  wrongValue(node, fields.within(key), "a text");
  return null;
}

export function wordValue<T extends string>(
  fields: Fields,
  key: string,
  words: readonly T[],
  fallback: T,
): T {
  const text = textValue(fields, key);
  if (text === null) return fallback;
  const word = words.find((each) => each === text.value);
  if (word !== undefined) return word;
  const expected = `one of ${words.map((each) => `\`${each}\``).join(", ")}`;
  tell(fields.within(key), "config/wrong-value", text.span, {
    key,
    expected,
    found: `\`${text.value}\``,
  });
  return fallback;
}

export function wrongValue(node: YamlNode, place: Place, expected: string): void {
  tell(place, "config/wrong-value", node.span, {
    key: lastSegment(place),
    expected,
    found: kindOf(node),
  });
}

/** A section or setting that is there but not built. */
export function notBuiltValue(fields: Fields, key: string): void {
  const pair = fields.get(key);
  if (pair === undefined || isNothing(pair.value)) return;
  tell(fields.within(key), "config/not-built-yet", pair.keySpan, { key: fields.within(key).path });
}

export function isNothing(node: YamlNode): boolean {
  if (node.kind === "mapping") return node.pairs.length === 0;
  return (
    node.kind === "scalar" &&
    (node.value === null || node.value === false || node.value === "false")
  );
}
