/** Producers (language.md 7). In: a producer tree. Out: the checked producer; null, told, where it cannot run. */

import { fieldPlace, type Place } from "../../runtime/dsl/operation-names.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell, watched, within } from "../2-syntax/place.ts";
import type { FunctionUse, ProducerTree } from "../2-syntax/tree.ts";
import type { DataType, UserType } from "../language/data-types/data-type.ts";
import { GENERATED } from "../language/function-types.ts";
import { pairIn } from "../language/operations/pair.ts";
import {
  anyType,
  partitionerRole,
  predicateRole,
  type Role,
} from "../language/operations/roles.ts";
import { called, type FunctionEntry } from "./check-function.ts";
import { checkRole } from "./check-role.ts";
import { hasTopic, type TopicEntry } from "./check-topic.ts";
import type { CheckContext } from "./context.ts";
import type { CheckedFunction, CheckedProducer } from "./definition.ts";
import { hasSerde } from "./has-serde.ts";

const GENERATOR: Role = { name: "generator", expected: GENERATED, supplied: [] };
const MAX_BATCH = 1000;

type Pair = readonly [key: UserType, value: UserType];

export function checkProducer(tree: ProducerTree, context: CheckContext): CheckedProducer | null {
  const { place: spot, isBroken } = watched({ path: tree.path, report: context.report });
  const place = ["producers", tree.name.value];
  const needs = (key: string) => {
    const owner = `The producer \`${tree.name.value}\``;
    tell(spot, "pipeline/missing-key", tree.name.span, { place: owner, key });
    return null;
  };
  const generator =
    tree.generator === null
      ? needs("generator")
      : useGenerator(tree.generator, fieldPlace(place, "generator"), context, spot);
  const made = generator === null ? ([anyType, anyType] as const) : generatedPair(generator);
  const condition = (key: "condition" | "until") =>
    useCondition(tree[key], made, fieldPlace(place, key), context, within(spot, key));
  const [accepts, stops] = [condition("condition"), condition("until")];
  const target = tree.to === null ? needs("to") : useTarget(tree, place, context, spot);
  const batchSize = batchSizeOf(tree, spot);
  warnOnceMode(tree, spot);
  if (generator === null || target === null || accepts === "broken" || stops === "broken")
    return null;
  if (isBroken()) return null;
  return {
    name: tree.name.value,
    path: tree.path,
    generator: generator.checked,
    target: target.entry.checked,
    key: target.key,
    value: target.value,
    intervalMs: tree.interval?.value ?? null,
    // Values below 1 act as 1.
    count: tree.count === null ? null : Math.max(1, tree.count.value),
    batchSize,
    condition: accepts,
    until: stops,
    comment: tree.comment,
    span: tree.span,
  };
}

const spanOf = (use: FunctionUse): Span =>
  use.kind === "reference" ? use.name.span : use.function.span;

function useGenerator(
  use: FunctionUse,
  place: Place,
  context: CheckContext,
  outer: Spot,
): FunctionEntry | null {
  const spot = within(outer, "generator");
  const entry = context.functions.use(use, "generator", place, spot);
  if (entry === null) return null;
  if (entry.isResultOpen) {
    const { type } = entry.checked;
    entry.expected.push(GENERATED); // so that its expression is not told to be lost, too
    const values = { function: called(entry.checked), type };
    tell(spot, "function/result-type-missing", spanOf(use), values);
    return null;
  }
  const uses = {
    role: GENERATOR,
    span: spanOf(use),
    spot,
    by: "producers",
    logger: "generator",
  } as const;
  return checkRole(entry, uses) === null ? null : entry;
}

/** Key and value as the generator returns them, before they are converted for the topic. */
function generatedPair({ checked }: FunctionEntry): Pair {
  const inside = (type: DataType): Pair | null =>
    type.kind === "list" ? inside(type.element) : pairIn(type);
  return (checked.result && inside(checked.result.dataType)) ?? [anyType, anyType];
}

/** Null: not given. */
function useCondition(
  use: FunctionUse | null,
  made: Pair,
  place: Place,
  context: CheckContext,
  spot: Spot,
): CheckedFunction | null | "broken" {
  if (use === null) return null;
  const entry = context.functions.use(use, "predicate", place, spot);
  if (entry === null) return "broken";
  const role = predicateRole(made);
  const uses = { role, span: spanOf(use), spot, by: "producers", logger: "condition" } as const;
  return checkRole(entry, uses) === null ? "broken" : entry.checked;
}

interface Target {
  readonly entry: TopicEntry;
  readonly key: UserType;
  readonly value: UserType;
}

function useTarget(
  { to }: ProducerTree,
  producer: Place,
  context: CheckContext,
  outer: Spot,
): Target | null {
  if (to === null) return null;
  const spot = within(outer, "to");
  const entry = context.topics.use(to, fieldPlace(producer, "to"), spot);
  if (entry === null) return null;
  entry.isUsed = true;
  const span = to.kind === "reference" ? to.name.span : to.topic.span;
  if (!hasTopic(entry, span, spot)) return null;
  const typeOf = (part: "key" | "value"): UserType | null => {
    const type = entry.checked[part];
    if (type === null) {
      const stream = entry.checked.name;
      tell(spot, "pipeline/producer-type", span, { stream, key: `${part}Type` });
      return null;
    }
    return hasSerde(type, part, span, spot) ? type : null;
  };
  const [key, value] = [typeOf("key"), typeOf("value")];
  if (key === null || value === null) return null;
  if (entry.partitioner !== null) {
    const role = partitionerRole([key, value]);
    if (checkRole(entry.partitioner, { role, span, spot, by: "producers" }) === null) return null;
  }
  return { entry, key, value };
}

/** Outside 1 to 1000 it acts as 1. */
function batchSizeOf({ batchSize }: ProducerTree, spot: Spot): number | null {
  if (batchSize === null) return null;
  if (batchSize.value >= 1 && batchSize.value <= MAX_BATCH) return batchSize.value;
  tell(within(spot, "batchSize"), "pipeline/no-effect", batchSize.span, {
    key: "batchSize",
    reason: `${batchSize.value} is not between 1 and ${MAX_BATCH}, so batches have one message`,
  });
  return 1;
}

/** Without interval, count and until exactly one message is made, whatever these say. */
function warnOnceMode(tree: ProducerTree, spot: Spot): void {
  if (tree.interval !== null || tree.count !== null || tree.until !== null) return;
  const reason = "without `interval`, `count` or `until` the producer makes one message";
  const given: readonly (readonly [string, Span | undefined])[] = [
    ["condition", tree.condition === null ? undefined : spanOf(tree.condition)],
    ["batchSize", tree.batchSize?.span],
  ];
  for (const [key, span] of given) {
    if (span !== undefined) tell(within(spot, key), "pipeline/no-effect", span, { key, reason });
  }
}
