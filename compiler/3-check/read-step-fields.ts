/**
 * The keys of a step or sink, read by its operation's field table. In: the tree's nodes. Out: what each key holds, names
 * resolved; every key that the operation does not know, or lacks, is told.
 */

import type { Place } from "../../runtime/dsl/operation-names.ts";
import type { Span } from "../1-source/source-file.ts";
import { durationOf, integerOf, unknownKey } from "../2-syntax/fields.ts";
import { parseFunctionUse } from "../2-syntax/parse-function.ts";
import { parseStoreUse } from "../2-syntax/parse-store.ts";
import { parseTopicUse } from "../2-syntax/parse-stream.ts";
import { type Place as Spot, tell, watched } from "../2-syntax/place.ts";
import { textOf } from "../2-syntax/text.ts";
import type { FieldTree, StepTree, Text } from "../2-syntax/tree.ts";
import { STEP_DIALECT } from "../2-syntax/vocabulary.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import type { FieldSpec } from "../language/operations/field-spec.ts";
import type { Operation } from "../language/operations/operation.ts";
import type { FunctionEntry } from "./check-function.ts";
import type { StoreEntry } from "./check-store.ts";
import { KIND_CALLED, type TopicEntry } from "./check-topic.ts";
import type { CheckContext } from "./context.ts";
import type { CheckedArgument, CheckedTopic, StreamType } from "./definition.ts";
import { placeOfField } from "./name-anonymous.ts";
import { readType } from "./read-type.ts";

export type FieldContent =
  | { readonly kind: "function"; readonly entry: FunctionEntry }
  | { readonly kind: "type"; readonly type: UserType }
  | { readonly kind: "stream"; readonly topic: CheckedTopic; readonly type: StreamType }
  | { readonly kind: "target"; readonly entry: TopicEntry }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "durationMs"; readonly value: number }
  | { readonly kind: "store"; readonly entry: StoreEntry }
  | { readonly kind: "globalTable"; readonly topic: CheckedTopic; readonly type: StreamType };

export interface ReadField {
  readonly content: FieldContent;
  readonly path: string;
  /** Of the value. */
  readonly span: Span;
  readonly keySpan: Span;
}

/** Null: a key has an error or an open name, so that nothing can be said about the step's result. */
export function readStepFields(
  tree: StepTree,
  operation: Operation,
  place: Place,
  context: CheckContext,
  spot: Spot,
): Map<string, ReadField> | null {
  const specs = new Map(Object.entries(operation.fields));
  const fields = new Map<string, ReadField>();
  let isWhole = true;
  for (const field of tree.fields.values()) {
    const spec = specs.get(field.key);
    if (spec === undefined) {
      tellUnknownKey(field, tree, operation, spot);
      isWhole = false;
      continue;
    }
    const content = readField(
      field,
      spec,
      placeOfField(tree, place, field.key, field.path),
      place,
      context,
    );
    if (content === null) isWhole = false;
    else
      fields.set(field.key, {
        content,
        path: field.path,
        span: field.value.span,
        keySpan: field.keySpan,
      });
  }
  for (const [key, spec] of specs) {
    if (!spec.required || tree.fields.has(key)) continue;
    const span = tree.type?.span ?? tree.span;
    tell(spot, "pipeline/missing-key", span, { place: called(tree, operation), key });
    isWhole = false;
  }
  return isWhole ? fields : null;
}

/** As the author wrote it: `mapValues`, which is `transformValue` here. */
const called = ({ type }: StepTree, { name }: Operation): string => `\`${type?.value ?? name}\``;

function tellUnknownKey(field: FieldTree, tree: StepTree, operation: Operation, spot: Spot): void {
  const known = Object.keys(operation.fields);
  const own = called(tree, operation);
  unknownKey(field, spot, {
    called: operation.position === "step" ? `a ${own} step` : own,
    known: operation.position === "step" ? ["type", "name", ...known] : known,
    notBuilt: STEP_DIALECT,
  });
}

/** Null: told, or an open name in library mode. */
function readField(
  field: FieldTree,
  { value: spec, required }: FieldSpec,
  place: Place,
  step: Place,
  context: CheckContext,
): FieldContent | null {
  const { place: spot, isBroken } = watched({ path: field.path, report: context.report });
  const content = contentOf(field, spec, place, step, context, spot);
  if (content === null && required && !isBroken() && isEmpty(field)) {
    tell(spot, "syntax/wrong-kind", field.keySpan, {
      key: field.key,
      expected: "a value",
      found: "nothing",
    });
  }
  return isBroken() ? null : content;
}

const isEmpty = ({ value }: FieldTree): boolean => value.kind === "scalar" && value.value === null;

function contentOf(
  field: FieldTree,
  spec: FieldSpec["value"],
  place: Place,
  step: Place,
  context: CheckContext,
  spot: Spot,
): FieldContent | null {
  const { value: node } = field;
  switch (spec.kind) {
    case "function": {
      const use = parseFunctionUse(node, spot, spec.type);
      const entry = use && context.functions.use(use, spec.type, place, spot);
      return entry && { kind: "function", entry };
    }
    case "type": {
      const text = textOf(node, spot);
      const type = text && readType(text, spot, context.schemas);
      return type && { kind: "type", type };
    }
    case "stream": {
      const use = parseTopicUse(node, spot, "merge");
      const entry = use && context.topics.use(use, place, spot);
      if (use?.kind === "reference" && context.topics.declared(use.name.value) === undefined)
        context.externals.stream(use.name);
      const read = entry && context.topics.read(entry, node.span, spot);
      return read && { kind: "stream", ...read };
    }
    case "target": {
      const use = parseTopicUse(node, spot, "to");
      if (use?.kind === "reference" && context.topics.known(use.name, spot) === undefined)
        return { kind: "target", entry: context.implicit.target(use.name, spot) };
      const entry = use && context.topics.use(use, place, spot);
      return entry && { kind: "target", entry };
    }
    case "globalTable": {
      const name = textOf(node, spot);
      return name && globalTable(name, context, spot);
    }
    case "notBuilt": {
      const { construct } = spec;
      tell(spot, "pipeline/not-built-yet", field.keySpan, { construct });
      return null;
    }
    case "text": {
      const text = textOf(node, spot);
      return text && { kind: "text", value: text.value };
    }
    case "integer": {
      const number = integerOf(node, spot);
      return number && { kind: "integer", value: number.value };
    }
    case "duration": {
      const number = durationOf(node, spot);
      return number && { kind: "durationMs", value: number.value };
    }
    case "store": {
      const use = parseStoreUse(node, spot);
      const entry = use && context.stores.use(use, step, spec.stores, spot);
      return entry && { kind: "store", entry };
    }
  }
}

/** A name only: KSML takes no table that is written in place here (language.md 2.4). */
function globalTable(name: Text, context: CheckContext, spot: Spot): FieldContent | null {
  const entry = context.topics.find(name, spot, "declare it under `globalTables`");
  if (context.topics.declared(name.value) === undefined) context.externals.stream(name);
  if (entry === null) return null;
  const { kind } = entry.checked;
  if (kind !== "globalTable") {
    const values = { topic: name.value, first: KIND_CALLED[kind], found: KIND_CALLED.globalTable };
    const related = [{ message: "it is declared here", span: entry.checked.span }];
    tell(spot, "pipeline/topic-kind", name.span, values, { related });
    return null;
  }
  const read = context.topics.read(entry, name.span, spot);
  return read && { kind: "globalTable", ...read };
}

/** What later stages get of a key; null: nothing. */
export function argumentOf({ content, path }: ReadField): CheckedArgument | null {
  switch (content.kind) {
    case "function":
      return { kind: "function", function: content.entry.checked, path };
    case "stream":
      return { kind: "topic", topic: content.topic };
    case "target":
      return { kind: "topic", topic: content.entry.checked };
    case "store":
      return { kind: "store", store: content.entry.checked };
    case "globalTable":
      return { kind: "topic", topic: content.topic };
    default:
      return content;
  }
}
