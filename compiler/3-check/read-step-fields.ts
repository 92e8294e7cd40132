/**
 * The keys of a step or sink, read by its operation's field table. In: the tree's nodes. Out: what each key holds, names
 * resolved; every key that the operation does not know, or lacks, is told.
 */

import type { Place } from "../../runtime/dsl/operation-names.ts";
import type { Span } from "../1-source/source-file.ts";
import { durationOf, integerOf, unknownKey } from "../2-syntax/fields.ts";
import { parseFunctionUse } from "../2-syntax/parse-function.ts";
import { parseTopicUse } from "../2-syntax/parse-stream.ts";
import { type Place as Spot, tell, watched } from "../2-syntax/place.ts";
import { textOf } from "../2-syntax/text.ts";
import type { FieldTree, StepTree } from "../2-syntax/tree.ts";
import { STEP_DIALECT } from "../2-syntax/vocabulary.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import type { FieldSpec } from "../language/operations/field-spec.ts";
import type { Operation } from "../language/operations/operation.ts";
import type { FunctionEntry } from "./check-function.ts";
import type { TopicEntry } from "./check-topic.ts";
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
  /** Only operations on tables have stores, and tables are not built: its content is not looked at. */
  | { readonly kind: "store" };

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
): ReadonlyMap<string, ReadField> | null {
  const specs = new Map(Object.entries(operation.fields));
  const fields = new Map<string, ReadField>();
  let isWhole = true;
  for (const field of tree.fields.values()) {
    const spec = specs.get(field.key);
    if (spec === undefined) {
      tellUnknownKey(field, operation, spot);
      isWhole = false;
      continue;
    }
    const content = readField(
      field,
      spec,
      placeOfField(tree, place, field.key, field.path),
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
    tell(spot, "pipeline/missing-key", span, { place: `\`${operation.name}\``, key });
    isWhole = false;
  }
  return isWhole ? fields : null;
}

function tellUnknownKey(field: FieldTree, operation: Operation, spot: Spot): void {
  const known = Object.keys(operation.fields);
  unknownKey(field, spot, {
    called:
      operation.position === "step" ? `a \`${operation.name}\` step` : `\`${operation.name}\``,
    known: operation.position === "step" ? ["type", "name", ...known] : known,
    notBuilt: STEP_DIALECT,
  });
}

/** Null: told, or an open name in library mode. */
function readField(
  field: FieldTree,
  { value: spec, required }: FieldSpec,
  place: Place,
  context: CheckContext,
): FieldContent | null {
  const { place: spot, isBroken } = watched({ path: field.path, report: context.report });
  const content = contentOf(field, spec, place, context, spot);
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
      const type = text && readType(text, spot);
      return type && { kind: "type", type };
    }
    case "stream": {
      const use = parseTopicUse(node, spot, "merge");
      const entry = use && context.topics.use(use, place, spot);
      const read = entry && context.topics.read(entry, node.span, spot);
      return read && { kind: "stream", ...read };
    }
    case "target": {
      const use = parseTopicUse(node, spot, "to");
      const entry = use && context.topics.use(use, place, spot);
      return entry && { kind: "target", entry };
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
    case "store":
      return { kind: "store" };
  }
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
      return null;
    default:
      return content;
  }
}
