/** One step or sink. In: its tree and the stream that comes in. Out: the checked step and the stream that comes out. */

import { asBaseName, type Place } from "../../runtime/dsl/operation-names.ts";
import { type Place as Spot, tell, watched, within } from "../2-syntax/place.ts";
import type { StepTree, Text } from "../2-syntax/tree.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { findOperation, stepWords } from "../language/operations/index.ts";
import type { Operation } from "../language/operations/operation.ts";
import { StepCheck } from "./check-step.ts";
import { KIND_CALLED } from "./check-topic.ts";
import { type CheckContext, severityOfOpenName } from "./context.ts";
import type { CheckedArgument, CheckedStep, StreamType } from "./definition.ts";
import { baseOf, operationName } from "./name-anonymous.ts";
import { argumentOf, type ReadField, readStepFields } from "./read-step-fields.ts";

export interface Walked {
  readonly step: CheckedStep | null;
  /** Null: not known, since something before it has an error. */
  readonly output: StreamType | null;
}

const NOTHING: Walked = { step: null, output: null };

/**
 * `isCounted`: the runtime finds the name from the number of the step. `pipeline`: of the operations that a field names
 * (`as`), the place of their pipeline.
 */
export function checkOperation(
  tree: StepTree,
  place: Place,
  isCounted: boolean,
  input: StreamType | null,
  context: CheckContext,
  pipeline: Place = place,
): Walked {
  const { place: spot, isBroken } = watched({ path: tree.path, report: context.report });
  const operation = operationOf(tree, context, spot);
  if (operation === null) return NOTHING;
  const inner: CheckContext = { ...context, report: spot.report };
  const fields = readStepFields(tree, operation, place, inner, spot);
  const own = ownName(tree, operation, fields, pipeline);
  const base = own ?? baseOf(operation, place, null);
  const nameSpan = tree.explicitName?.span ?? null;
  const fullName = operationName(
    { span: tree.type?.span ?? tree.span, nameSpan },
    base,
    inner.names,
    spot,
  );
  if (fields === null || input === null || fullName === null) return NOTHING;
  if (!takes(operation, tree, input, spot)) return NOTHING;
  if (tree.onNone !== null && operation.dropsNone === undefined) {
    const reason = `a \`None\` means nothing to \`${operation.name}\``;
    tell(spot, "pipeline/no-effect", tree.type?.span ?? tree.span, { key: "onNone", reason });
  }
  const step = { place, path: tree.path, span: tree.type?.span ?? tree.span };
  const output = operation.result(new StepCheck(operation, fields, input, step, inner));
  if (output === null || isBroken()) return { step: null, output };
  const isNamed = tree.explicitName !== null || !isCounted;
  return {
    step: {
      operation: operation.name,
      explicitName: isNamed ? base : null,
      fullName,
      path: tree.path,
      input,
      output,
      onNone: dropsNone(operation, tree, fields) ? "drop" : null,
      inserted: false,
      arguments: argumentsOf(fields),
      comment: tree.comment,
      span: tree.span,
    },
    output,
  };
}

/** Where 2.0 has no meaning for a `None` (dialect.md 7.6). */
function dropsNone(
  { dropsNone: field }: Operation,
  { form, onNone }: StepTree,
  fields: ReadonlyMap<string, ReadField>,
): boolean {
  if (field === undefined) return false;
  const content = fields.get(field)?.content;
  const isDialect = content?.kind === "function" && content.entry.checked.form === "dialect";
  return form === "dialect" || isDialect || onNone !== null;
}

const AFTER_TO_STREAM =
  "write the steps in `via`, with a `toStream` step before this one: each change of the table is a record then";

/** False, told: what comes in is of another kind. */
function takes(operation: Operation, tree: StepTree, { kind }: StreamType, spot: Spot): boolean {
  if (operation.accepts.includes(kind)) return true;
  const span = tree.type?.span ?? tree.span;
  const at = tree.position === "step" ? within(spot, "type") : spot;
  if (operation.acceptsLater?.includes(kind)) {
    const construct = `\`${operation.name}\` on ${CALLED[kind]}`;
    const help = kind === "table" && operation.accepts.includes("stream") ? AFTER_TO_STREAM : null;
    tell(at, "pipeline/not-built-yet", span, { construct }, help === null ? {} : { help });
    return false;
  }
  const wanted = operation.accepts.map((each) => CALLED[each]).join(" or ");
  const help =
    kind === "grouped" || kind === "windowed"
      ? "add an `aggregate` step before it"
      : kind === "stream"
        ? "add a `groupByKey` step before it"
        : null;
  const values = { operation: operation.name, wanted, found: CALLED[kind] };
  tell(at, "pipeline/stream-kind", span, values, { help });
  return false;
}

const CALLED: Readonly<Record<StreamType["kind"], string>> = {
  ...KIND_CALLED,
  grouped: "a grouped stream",
  windowed: "a windowed stream",
};

export function operationOf(tree: StepTree, context: CheckContext, spot: Spot): Operation | null {
  const { type } = tree;
  if (type === null) return null;
  const found = findOperation(type.value, tree.position);
  if (found === undefined) {
    tellUnknown(type, context, spot);
    return null;
  }
  if (found !== "not-built") return found;
  const construct = `the operation \`${type.value}\``;
  tell(within(spot, "type"), "pipeline/not-built-yet", type.span, { construct });
  return null;
}

function tellUnknown(type: Text, { mode }: CheckContext, spot: Spot): void {
  const near = nearest(type.value, stepWords());
  const help =
    near === null ? `the operations are ${stepWords().join(", ")}` : `did you mean \`${near}\`?`;
  const severity = severityOfOpenName(mode, near !== null);
  tell(
    within(spot, "type"),
    "name/unknown-operation",
    type.span,
    { name: type.value },
    { severity, help },
  );
}

/** The name that the author gave it. */
function ownName(
  tree: StepTree,
  { namedBy }: Operation,
  fields: ReadonlyMap<string, ReadField> | null,
  pipeline: Place,
): string | null {
  if (namedBy !== undefined) {
    const content = fields?.get(namedBy)?.content;
    if (content?.kind === "text") return asBaseName(pipeline, content.value);
  }
  return tree.explicitName?.value ?? null;
}

function argumentsOf(fields: ReadonlyMap<string, ReadField>): Record<string, CheckedArgument> {
  const found: Record<string, CheckedArgument> = {};
  for (const [key, field] of fields) {
    const argument = argumentOf(field);
    if (argument !== null) found[key] = argument;
  }
  return found;
}
