/**
 * How YAML values become texts (language.md 0.2). In: a node. Out: a string-like or code-like text with the place of
 * each character, null where the value counts as absent. A kind that 2.0 drops without a word is an error (V24).
 */

import { javaDouble } from "../../runtime/notations/json-codec/java-double.ts";
import { type SourceFile, TextOrigin } from "../1-source/source-file.ts";
import type { YamlNode, YamlScalar, YamlSequence } from "../1-source/yaml-tree.ts";
import { deviation } from "../diagnostics/deviations.ts";
import { type Place, tell } from "./place.ts";
import type { PythonText, Text } from "./tree.ts";

const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);

/** References, type strings, names, durations, enum values. */
export function textOf(node: YamlNode, place: Place): Text | null {
  if (node.kind === "mapping") {
    tell(place, "syntax/wrong-kind", node.span, {
      key: lastSegment(place),
      expected: "a text",
      found: "a mapping",
    });
    return null;
  }
  if (node.kind === "sequence") return joined(node);
  const value = scalarText(node);
  if (value !== null || node.value === null) return value === null ? null : scalar(node, value);
  tell(place, "syntax/wrong-kind", node.span, {
    key: lastSegment(place),
    expected: "a text or a number of 64 bits",
    found: `\`${node.source}\``,
  });
  return null;
}

/** `code`, `expression`, `globalCode`. */
export function pythonOf(node: YamlNode, place: Place): PythonText | null {
  if (node.kind === "scalar") {
    if (node.value === null) return null;
    if (typeof node.value === "boolean") return python(scalar(node, node.value ? "True" : "False"));
    const value = scalarText(node);
    if (value !== null) return python(scalar(node, value));
  } else if (node.kind === "sequence" && node.items.every(isString)) {
    return python(joined(node));
  }
  place.report(deviation("V26", node.span, { path: place.path }));
  return sourceAsPython(node);
}

/** What a value is called in a message. */
export function kindOf(node: YamlNode): string {
  if (node.kind === "mapping") return "a mapping";
  if (node.kind === "sequence") return "a list";
  return node.value === null ? "nothing" : `\`${node.source}\``;
}

export function lastSegment(place: Place): string {
  return place.path.slice(place.path.lastIndexOf(".") + 1);
}

/** Null: nothing there, or an integer beyond 64 bits. */
function scalarText(node: YamlScalar): string | null {
  const { value } = node;
  if (value === null) return null;
  if (typeof value === "bigint") return value > MAX_LONG || value < MIN_LONG ? null : String(value);
  return typeof value === "number" && node.isFloat ? javaDouble(value) : String(value);
}

/** `[(string, json)]`: the strings with commas between, other elements as nothing. */
function joined(node: YamlSequence): Text {
  const pieces = [{ at: 0, offset: node.span.start }];
  let value = "[";
  for (const [index, item] of node.items.entries()) {
    if (index > 0) value += ",";
    pieces.push({ at: value.length, offset: item.span.start });
    if (isString(item)) value += item.value;
  }
  pieces.push({ at: value.length, offset: Math.max(node.span.start, node.span.end - 1) });
  return { value: `${value}]`, span: node.span, origin: new TextOrigin(node.span.file, pieces) };
}

/** The value's text as it stands in the file, `null`, `true` and `false` in it as Python has them. */
function sourceAsPython(node: YamlNode): PythonText {
  const file: SourceFile = node.span.file;
  const pieces: { at: number; offset: number }[] = [{ at: 0, offset: node.span.start }];
  let text = "";
  let from = node.span.start;
  for (const word of wordsIn(node)) {
    text += file.text.slice(from, word.span.start);
    pieces.push({ at: text.length, offset: word.span.start });
    text += PYTHON_WORDS.get(word.value) ?? word.source;
    pieces.push({ at: text.length, offset: word.span.end });
    from = word.span.end;
  }
  text += file.text.slice(from, node.span.end);
  return { text, span: node.span, origin: new TextOrigin(file, pieces) };
}

const PYTHON_WORDS: ReadonlyMap<YamlScalar["value"], string> = new Map<YamlScalar["value"], string>(
  [
    [null, "None"],
    [true, "True"],
    [false, "False"],
  ],
);

function wordsIn(node: YamlNode): YamlScalar[] {
  if (node.kind === "mapping") return node.pairs.flatMap((pair) => wordsIn(pair.value));
  if (node.kind === "sequence") return node.items.flatMap(wordsIn);
  return node.style === "plain" && node.source !== "" && PYTHON_WORDS.has(node.value) ? [node] : [];
}

function isString(node: YamlNode): node is YamlScalar & { readonly value: string } {
  return node.kind === "scalar" && typeof node.value === "string";
}

function scalar(node: YamlScalar, value: string): Text {
  return { value, span: node.span, origin: node.origin };
}

function python({ value, span, origin }: Text): PythonText {
  return { text: value, span, origin };
}
