/**
 * Readers for the keys of a mapping. In: a node, its place, the words that the place knows. Out: values, with a
 * diagnostic for each key that is unknown or not built and for each value of a wrong kind. Check uses them for steps.
 */
import type { Span } from "../1-source/source-file.ts";
import type { YamlMapping, YamlNode, YamlPair } from "../1-source/yaml-tree.ts";
import { didYouMean, nearest } from "../diagnostics/nearest.ts";
import { parseDuration } from "./duration.ts";
import { type Place, tell, within } from "./place.ts";
import { kindOf, lastSegment, pythonOf, textOf } from "./text.ts";
import type { BooleanValue, NumberValue, PythonText, Text } from "./tree.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** One element of a section or list, however it was written (language.md 0.3). */
export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
  readonly comment: string | null;
}

/** The keys of a mapping, each read at most once by its name. */
export class Fields {
  readonly place: Place;
  readonly span: Span;
  readonly #pairs: ReadonlyMap<string, YamlPair>;

  constructor(place: Place, span: Span, pairs: readonly YamlPair[]) {
    this.place = place;
    this.span = span;
    this.#pairs = new Map(pairs.map((pair) => [pair.key, pair]));
  }

  get(key: string): YamlPair | undefined {
    return this.#pairs.get(key);
  }

  /** In the author's words. */
  within(key: string): Place {
    return within(this.place, this.#pairs.get(key)?.written ?? key);
  }

  text(key: string): Text | null {
    const pair = this.#pairs.get(key);
    return pair === undefined ? null : textOf(pair.value, this.within(key));
  }

  python(key: string): PythonText | null {
    const pair = this.#pairs.get(key);
    return pair === undefined ? null : pythonOf(pair.value, this.within(key));
  }

  duration(key: string): NumberValue | null {
    const pair = this.#pairs.get(key);
    return pair === undefined ? null : durationOf(pair.value, this.within(key));
  }

  integer(key: string): NumberValue | null {
    const pair = this.#pairs.get(key);
    return pair === undefined ? null : integerOf(pair.value, this.within(key));
  }

  boolean(key: string): BooleanValue | null {
    const pair = this.#pairs.get(key);
    return pair === undefined ? null : booleanOf(pair.value, this.within(key));
  }
}

/** Null, with a diagnostic, for what is no mapping; nothing there counts as an empty one. */
export function readFields(node: YamlNode, place: Place, vocabulary: Vocabulary): Fields | null {
  if (node.kind === "mapping") {
    checkKeys(node, place, vocabulary);
    return new Fields(place, node.span, node.pairs);
  }
  if (node.kind === "scalar" && node.value === null) return new Fields(place, node.span, []);
  tell(place, "syntax/wrong-kind", node.span, {
    key: lastSegment(place),
    expected: mappingOf(vocabulary),
    found: kindOf(node),
  });
  return null;
}

/** Nothing there counts as an empty section. */
export function subsection(fields: Fields, key: string, vocabulary: Vocabulary): Fields {
  const pair = fields.get(key);
  const place = fields.within(key);
  const read = pair === undefined ? null : readFields(pair.value, place, vocabulary);
  return read ?? new Fields(place, pair?.keySpan ?? fields.span, []);
}

/** A place that is called by its key is not named twice. */
const mappingOf = ({ called }: Vocabulary): string =>
  called.startsWith("`") ? "a mapping" : `${called}: a mapping`;

function checkKeys(node: YamlMapping, place: Place, vocabulary: Vocabulary): void {
  for (const pair of node.pairs) {
    if (!vocabulary.known.includes(pair.key)) unknownKey(pair, place, vocabulary);
  }
}

/** A key that the place does not know: not built yet, or a mistake. */
export function unknownKey(
  pair: { readonly key: string; readonly keySpan: Span },
  place: Place,
  vocabulary: Vocabulary,
): void {
  const code = vocabulary.notBuilt.get(pair.key);
  const inner = within(place, pair.key);
  if (code === "config/not-built-yet") {
    tell(inner, code, pair.keySpan, { key: pair.key });
  } else if (code !== undefined) {
    const construct = `the key \`${pair.key}\` of ${vocabulary.called}`;
    tell(inner, code, pair.keySpan, { construct });
  } else {
    const unknown = vocabulary.unknown ?? "syntax/unknown-key";
    const near = nearest(pair.key, [...vocabulary.known, ...(vocabulary.respelled ?? [])]);
    const help = didYouMean(pair.key, near === null ? vocabulary.known : [near]);
    const options = help === null ? {} : { help };
    tell(inner, unknown, pair.keySpan, { key: pair.key, place: vocabulary.called }, options);
  }
}

/** Of a section: a list's elements are called 1, 2, ... */
export function sectionEntries(pair: YamlPair | undefined, place: Place): Entry[] {
  return pair === undefined ? [] : entries(pair.value, place, (index) => String(index));
}

/** Of a list: `<prefix><i>`; a mapping in its place gives `<prefix><key>`. */
export function listEntries(pair: YamlPair | undefined, place: Place, prefix: string): Entry[] {
  if (pair === undefined) return [];
  const found = entries(pair.value, place, (index) => prefix + String(index));
  return pair.value.kind === "mapping"
    ? found.map((entry) => ({ ...entry, key: prefix + entry.key }))
    : found;
}

function entries(node: YamlNode, place: Place, nameOf: (index: number) => string): Entry[] {
  if (node.kind === "mapping") return [...node.pairs];
  if (node.kind === "sequence") {
    return node.items.map((value, index) => ({
      key: nameOf(index + 1),
      keySpan: value.span,
      value,
      comment: node.itemComments[index] ?? null,
    }));
  }
  if (node.value !== null) {
    tell(place, "syntax/wrong-kind", node.span, {
      key: lastSegment(place),
      expected: "a mapping or a list",
      found: kindOf(node),
    });
  }
  return [];
}

/** A number with a unit, or milliseconds (language.md 9). */
export function durationOf(node: YamlNode, place: Place): NumberValue | null {
  const text = textOf(node, place);
  if (text === null) return null;
  const value = parseDuration(text.value);
  if (value !== null) return { value, span: node.span };
  tell(place, "syntax/duration", node.span, { value: text.value });
  return null;
}

/** A whole number of 64 bits. */
export function integerOf(node: YamlNode, place: Place): NumberValue | null {
  if (node.kind === "scalar") {
    if (node.value === null) return null;
    if (typeof node.value === "number" && !node.isFloat)
      return { value: node.value, span: node.span };
    if (typeof node.value === "bigint" && BigInt.asIntN(64, node.value) === node.value) {
      return { value: Number(node.value), span: node.span };
    }
  }
  tell(place, "syntax/not-an-integer", node.span, {
    key: lastSegment(place),
    found: kindOf(node),
  });
  return null;
}

/** As KSML's loader has them: `true`, `"true"`, every number but 0; nothing there is false. */
function booleanOf(node: YamlNode, place: Place): BooleanValue | null {
  const { span } = node;
  if (node.kind === "scalar") {
    if (node.value === null) return { value: false, span };
    if (typeof node.value === "boolean") return { value: node.value, span };
    if (node.value === "true" || node.value === "false")
      return { value: node.value === "true", span };
    if (typeof node.value === "number" && !node.isFloat) return { value: node.value !== 0, span };
  }
  tell(place, "syntax/wrong-kind", span, {
    key: lastSegment(place),
    expected: "`true` or `false`",
    found: kindOf(node),
  });
  return null;
}
