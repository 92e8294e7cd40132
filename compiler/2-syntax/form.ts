/**
 * The form of a unit (dialect.md 3, item 7), decided on the YAML as the author wrote it. In: its node, and what KSML 2.0
 * has for the position. Out: `2.0` where each key, type and property is one that 2.0 takes there.
 */
import type { YamlMapping, YamlNode, YamlPair } from "../1-source/yaml-tree.ts";
import { FUNCTION_TYPES } from "../language/function-types.ts";
import { findOperation } from "../language/operations/index.ts";
import type { Form } from "./tree.ts";
import { FUNCTION_KEYS, STORE_KEYS_BY_TYPE } from "./vocabulary.ts";

const PYTHON_KEYS: readonly string[] = ["code", "expression", "globalCode"];

/**
 * `position`: the function type that the place gives; null in the `functions` section, and where the place says none:
 * then the function's own `type` counts.
 */
export function functionForm(node: YamlNode, position: string | null): Form {
  if (node.kind !== "mapping") return "2.0";
  const written = find(node, "type");
  const type = position ?? (written === null ? "generic" : wordOf(written.value));
  const ofType = FUNCTION_TYPES.get(type ?? "");
  const isWhole =
    node.pairs.every(({ key }) => FUNCTION_KEYS.includes(key)) &&
    (written === null || FUNCTION_TYPES.has(wordOf(written.value) ?? "")) &&
    ofType !== undefined &&
    (ofType.result.kind !== "required" || isGiven(node, "resultType")) &&
    node.pairs.every(({ key, value }) => !PYTHON_KEYS.includes(key) || isText(value));
  return isWhole ? "2.0" : "dialect";
}

export function storeForm(node: YamlMapping): Form {
  const known = STORE_KEYS_BY_TYPE.get(typeWord(node) ?? "");
  return known !== undefined && node.pairs.every(({ key }) => known.includes(key))
    ? "2.0"
    : "dialect";
}

/** Of an item of `via`. An operation that has no table yet counts by its name alone. */
export function stepForm(node: YamlMapping): Form {
  const operation = findOperation(typeWord(node) ?? "", "step");
  if (operation === "not-built") return "2.0";
  if (operation === undefined) return "dialect";
  const { fields } = operation;
  const isWhole =
    node.pairs.every(({ key }) => key === "type" || key === "name" || Object.hasOwn(fields, key)) &&
    Object.entries(fields).every(([key, { required }]) => !required || find(node, key) !== null);
  return isWhole ? "2.0" : "dialect";
}

/** Of a mapping with a `type`: what it says. */
export function typeWord(node: YamlNode): string | null {
  const type = node.kind === "mapping" ? find(node, "type") : null;
  return type === null ? null : wordOf(type.value);
}

const find = (node: YamlMapping, key: string): YamlPair | null =>
  node.pairs.find((pair) => pair.key === key) ?? null;

const isGiven = (node: YamlMapping, key: string): boolean => {
  const pair = find(node, key);
  return pair !== null && !(pair.value.kind === "scalar" && pair.value.value === null);
};

/** A list of texts is one for 2.0 too: an unquoted `[]` or `[a, b]` (language.md 0.2). */
const isText = (node: YamlNode): boolean =>
  node.kind === "scalar" ||
  (node.kind === "sequence" &&
    node.items.every((item) => item.kind === "scalar" && typeof item.value === "string"));

const wordOf = (node: YamlNode): string | null =>
  node.kind === "scalar" && node.value !== null ? String(node.value) : null;
