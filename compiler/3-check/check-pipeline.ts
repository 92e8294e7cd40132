/**
 * Pipelines: walks the steps, asks each operation for the type of what comes out, and hands out names in KSML's order.
 * In: pipeline trees, in order. Out: checked pipelines; null for one with an error, or with a part that is not built.
 */

import {
  displayPath,
  fieldPlace,
  longName,
  type Place,
  pipelinePlace,
  sinkPlace,
} from "../../runtime/dsl/operation-names.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, watched, within } from "../2-syntax/place.ts";
import type { BranchTree, PipelineTree, StepTree } from "../2-syntax/tree.ts";
import type { UserType } from "../language/data-types/data-type.ts";
import { findOperation } from "../language/operations/index.ts";
import { predicateRole } from "../language/operations/roles.ts";
import { checkOperation, type Walked } from "./check-operation.ts";
import { checkRole } from "./check-role.ts";
import { checkSource } from "./check-source.ts";
import { type CheckContext, type Flow, NO_FLOW } from "./context.ts";
import type {
  CheckedBranch,
  CheckedPipeline,
  CheckedSource,
  CheckedStep,
  StreamType,
} from "./definition.ts";
import { flat } from "./has-serde.ts";
import { operationName } from "./name-anonymous.ts";
import { chained } from "./repair/chained-streams.ts";
import { needsToStream, toStreamBefore } from "./repair/to-stream.ts";

export function checkPipeline(tree: PipelineTree, context: CheckContext): CheckedPipeline | null {
  const { place: spot, isBroken } = watched({ path: tree.path, report: context.report });
  const outer: CheckContext = { ...context, report: spot.report };
  const source = checkSource(tree, outer, spot);
  const inner: CheckContext = { ...outer, flow: flowFrom(source) };
  const before = context.registered.count;
  const body = checkBody(
    {
      via: tree.via,
      sink: tree.sink,
      place: pipelinePlace(tree.name.value),
      registersAs: (tree.explicitName ?? tree.name).value,
      explicitName: tree.explicitName?.value ?? null,
      span: tree.name.span,
    },
    source?.type ?? null,
    inner,
    spot,
  );
  if (source === null || body === null || isBroken()) {
    // With the pipeline goes what other parts of it registered: another branch, say.
    context.registered.loseSince(before);
    return null;
  }
  const { steps, sink } = body;
  return {
    name: tree.name.value,
    path: tree.path,
    source,
    steps,
    sink,
    comment: tree.comment,
    span: tree.span,
  };
}

const flowFrom = (source: CheckedSource | null): Flow =>
  source === null
    ? NO_FLOW
    : {
        source: {
          topic: source.kind === "topic" ? source.topic : null,
          key: source.type.key,
        },
        sinkKey: null,
      };

/** The key type of the topic that a sink writes to, where it is declared. */
function sinkKey(sink: StepTree | null, { topics, report }: CheckContext): UserType | null {
  const field = sink?.fields.get("to");
  if (field?.value.kind !== "scalar" || typeof field.value.value !== "string") return null;
  const { value, span } = field.value;
  const declared = topics.known({ value, span }, { path: field.path, report });
  return declared === undefined || declared === "lost" ? null : declared.checked.key;
}

/** What a pipeline and a branch have in common. */
interface BodyTree {
  readonly via: readonly StepTree[];
  readonly sink: StepTree | null;
  readonly place: Place;
  /** The name that its result gets where it has no sink. */
  readonly registersAs: string;
  readonly explicitName: string | null;
  readonly span: Span;
}

interface Body {
  readonly steps: readonly CheckedStep[];
  readonly sink: CheckedStep;
}

/** `input` null: what comes in has an error; names and keys are checked all the same. */
function checkBody(
  tree: BodyTree,
  input: StreamType | null,
  outer: CheckContext,
  spot: Spot,
): Body | null {
  const flow = { ...outer.flow, sinkKey: sinkKey(tree.sink, outer) };
  const context: CheckContext = { ...outer, flow };
  const walk: Walk = { place: tree.place, steps: [], stream: input, isWhole: true, count: 0 };
  for (const [i, each] of tree.via.entries()) {
    repairInput(walk, each, context);
    // Steps that were put in before it count.
    const isNumbered = each.shortName === `step${i + 1}`;
    addStep(walk, isNumbered ? { ...each, shortName: `step${walk.count + 1}` } : each, context);
  }
  if (tree.sink !== null) repairInput(walk, tree.sink, context);
  const { steps, stream, isWhole } = walk;
  const { step: sink } =
    tree.sink === null
      ? registerResult(tree, stream, context, spot)
      : checkSink(chained(tree.sink, context), tree, stream, context);
  return sink === null || !isWhole ? null : { steps, sink };
}

/** The steps of a pipeline as they are checked. */
interface Walk {
  readonly place: Place;
  readonly steps: CheckedStep[];
  /** What comes out of the last one; null: it has an error. */
  stream: StreamType | null;
  isWhole: boolean;
  /** Steps so far. */
  count: number;
}

function addStep(walk: Walk, tree: StepTree, context: CheckContext, isInserted = false): void {
  walk.count++;
  const place = [...walk.place, "via", tree.shortName];
  // A `via` that is a mapping names its steps itself: the runtime, which counts them, must be told.
  const isCounted = tree.shortName === `step${walk.count}`;
  const { step, output } = checkOperation(tree, place, isCounted, walk.stream, context);
  if (step === null) walk.isWhole = false;
  else walk.steps.push(isInserted ? { ...step, inserted: true } : step);
  walk.stream = output;
}

/** Puts in what a dialect leaves out before a step or sink. */
function repairInput(walk: Walk, next: StepTree, context: CheckContext): void {
  if (walk.stream === null || next.type === null) return;
  const operation = findOperation(next.type.value, next.position);
  if (operation === undefined || operation === "not-built") return;
  if (!needsToStream(operation, walk.stream)) return;
  addStep(walk, toStreamBefore(next, walk.count + 1, context.report), context, true);
}

function checkSink(
  sink: StepTree,
  tree: BodyTree,
  input: StreamType | null,
  context: CheckContext,
): Walked {
  const place = sinkPlace(tree.place, sink.shortName);
  if (sink.branches.length === 0) {
    const walked = checkOperation(sink, place, true, input, context, tree.place);
    if (walked.step === null) loseName(sink, tree, context);
    return walked;
  }
  // The operations below a branch get their names before the branch itself.
  const branches = sink.branches.map((each) => checkBranch(each, place, input, context));
  const walked = checkOperation(sink, place, true, input, context);
  if (walked.step === null || branches.includes(null)) return { step: null, output: null };
  const argument = {
    kind: "branches",
    branches: branches.filter((each) => each !== null),
  } as const;
  return {
    step: { ...walked.step, arguments: { ...walked.step.arguments, branches: argument } },
    output: walked.output,
  };
}

function checkBranch(
  tree: BranchTree,
  sink: Place,
  input: StreamType | null,
  context: CheckContext,
): CheckedBranch | null {
  const place = [...sink, tree.name];
  const spot: Spot = { path: tree.path, report: context.report };
  const predicate = checkCondition(tree, place, input, context, spot);
  const body = checkBody(
    {
      via: tree.via,
      sink: tree.sink,
      place,
      registersAs: tree.explicitName?.value ?? tree.name,
      explicitName: tree.explicitName?.value ?? null,
      span: tree.span,
    },
    input,
    context,
    spot,
  );
  if (predicate === "broken" || body === null) return null;
  const { name, path, comment } = tree;
  return { name, path, predicate, ...body, comment };
}

/** Null: no condition, every record passes. */
function checkCondition(
  { predicate }: BranchTree,
  place: Place,
  input: StreamType | null,
  context: CheckContext,
  outer: Spot,
): CheckedBranch["predicate"] | "broken" {
  if (predicate === null) return null;
  const spot = within(outer, "if");
  const entry = context.functions.use(predicate, "predicate", fieldPlace(place, "if"), spot);
  if (entry === null || input === null) return "broken";
  const span = predicate.kind === "reference" ? predicate.name.span : predicate.function.span;
  const role = predicateRole([flat(input.key), flat(input.value)]);
  return checkRole(entry, { role, span, spot, by: "pipelines" }) === null
    ? "broken"
    : entry.checked;
}

/** A pipeline without sink ends as with `as`. */
function registerResult(
  tree: BodyTree,
  input: StreamType | null,
  context: CheckContext,
  spot: Spot,
): Walked {
  const { registersAs: name, span } = tree;
  const base = tree.explicitName ?? longName(tree.place);
  const fullName = operationName({ span, nameSpan: null }, base, context.names, spot);
  if (input === null || fullName === null) {
    context.registered.lose(name, span);
    return { step: null, output: null };
  }
  if (!context.registered.add(name, input, span, spot)) return { step: null, output: null };
  return {
    step: {
      operation: "as",
      explicitName: null,
      fullName,
      path: displayPath(sinkPlace(tree.place, "as")),
      input,
      output: input,
      onNone: null,
      inserted: false,
      arguments: { as: { kind: "text", value: name } },
      comment: null,
      span,
    },
    output: input,
  };
}

/** A later `from` of a name that this pipeline would have registered is no second error. */
function loseName(sink: StepTree, { span }: BodyTree, context: CheckContext): void {
  const node = sink.fields.get("as")?.value;
  if (node?.kind === "scalar" && node.value !== null) {
    context.registered.lose(String(node.value), span);
  }
}
