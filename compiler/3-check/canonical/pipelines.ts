/**
 * Pipelines in canonical text: their source, the steps in `via`, one sink. Names that follow from a place stay out of the
 * text, so places are kept: a `via` or `branch` that was a mapping (language.md 0.3) is one again.
 */
import type { WrittenEntry, WrittenItem, WrittenValue } from "../../1-source/write-yaml.ts";
import { operations } from "../../language/operations/index.ts";
import type {
  CheckedArgument,
  CheckedBranch,
  CheckedPipeline,
  CheckedSource,
  CheckedStep,
} from "../definition.ts";
import { functionRef } from "./functions.ts";
import { above, below, type Place } from "./place.ts";
import { storeRef } from "./stores.ts";
import { topicRef } from "./topics.ts";
import { duration, entry, integer, mapping, text, type } from "./values.ts";

/** `top`: of the definition. */
export function pipelineEntries(
  { name, source, steps, sink }: CheckedPipeline,
  top: Place,
): WrittenEntry[] {
  const place = below(top, "pipelines", name);
  return [
    ...pipelineName(sink),
    entry("from", sourceValue(source, below(place, "from"))),
    ...flowEntries(steps, sink, place),
  ];
}

const sourceValue = (source: CheckedSource, place: Place): WrittenValue =>
  source.kind === "registered" ? text(source.name) : topicRef(source.topic, place);

/** Sinks that have no place of their own for a name take the pipeline's (language.md 5.3). */
const pipelineName = ({ operation, explicitName }: CheckedStep): WrittenEntry[] =>
  explicitName !== null && (operation === "branch" || operation === "forEach")
    ? [entry("name", text(explicitName))]
    : [];

function flowEntries(
  steps: readonly CheckedStep[],
  sink: CheckedStep,
  place: Place,
): WrittenEntry[] {
  const via = numbered(steps, "via", "step", place, stepEntries);
  return [
    ...(via === null ? [] : [entry("via", via)]),
    entry(sink.operation, sinkValue(sink, below(place, sink.operation)), sink.comment),
  ];
}

/** A list, or the mapping that it was: then the elements have names that no list gives them. Null: there are none. */
function numbered<T extends { readonly path: string; readonly comment: string | null }>(
  elements: readonly T[],
  section: string,
  prefix: string,
  place: Place,
  write: (element: T, place: Place) => WrittenEntry[],
): WrittenValue | null {
  if (elements.length === 0) return null;
  const found = elements.map((element, index) => {
    const own = nameIn(element.path, section);
    // Inserted steps count too, which the author's paths do not show.
    const name = own === null || isNumbered(own, prefix) ? `${prefix}${index + 1}` : own;
    const value = mapping(write(element, below(place, section, name)));
    return { name, value, comment: element.comment };
  });
  if (found.every(({ name }, index) => name === `${prefix}${index + 1}`)) {
    const items: WrittenItem[] = found;
    return { kind: "list", items };
  }
  return mapping(
    found.map(({ name, value, comment }) => entry(name.slice(prefix.length), value, comment)),
  );
}

/** The last segment: `step2`. */
function nameIn(path: string, section: string): string | null {
  const before = `.${section}.`;
  const at = path.lastIndexOf(before);
  return at < 0 ? null : path.slice(at + before.length);
}

const isNumbered = (name: string, prefix: string): boolean =>
  name.startsWith(prefix) && /^[0-9]+$/.test(name.slice(prefix.length));

function stepEntries(step: CheckedStep, place: Place): WrittenEntry[] {
  return [
    entry("type", text(step.operation)),
    ...(step.explicitName === null ? [] : [entry("name", text(step.explicitName))]),
    ...argumentEntries(step, place),
    ...(step.onNone === null ? [] : [entry("onNone", text(step.onNone))]),
  ];
}

/** In the order in which the operation's table has its keys. */
function argumentEntries(step: CheckedStep, place: Place): WrittenEntry[] {
  const keys = Object.keys(operations.get(step.operation)?.fields ?? {});
  return keys.flatMap((key) => {
    const argument = step.arguments[key];
    return argument === undefined ? [] : [entry(key, argumentValue(argument, key, place))];
  });
}

/** A sink that is one value, `to: x`, has it at its own place. */
function sinkValue(sink: CheckedStep, place: Place): WrittenValue {
  const { branches } = sink.arguments;
  if (branches?.kind === "branches") return branchesValue(branches.branches, place);
  if (sink.operation === "print") {
    const name = sink.explicitName === null ? [] : [entry("name", text(sink.explicitName))];
    return mapping([...name, ...argumentEntries(sink, place)]);
  }
  const entries = argumentEntries(sink, place);
  const [only] = entries;
  const argument = sink.arguments[only?.key ?? ""];
  if (only === undefined || entries.length > 1 || argument === undefined) return mapping(entries);
  if (only.key === sink.operation) return argumentValue(argument, only.key, above(place));
  return only.value.kind === "text" ? only.value : mapping(entries);
}

function branchesValue(branches: readonly CheckedBranch[], place: Place): WrittenValue {
  return (
    numbered(branches, "branch", "branch", above(place), branchEntries) ??
    ({ kind: "list", items: [] } as const)
  );
}

function branchEntries({ predicate, steps, sink }: CheckedBranch, place: Place): WrittenEntry[] {
  return [
    ...pipelineName(sink),
    ...(predicate === null ? [] : [entry("if", functionRef(predicate, below(place, "if")))]),
    ...flowEntries(steps, sink, place),
  ];
}

/** `place`: of the step. */
function argumentValue(argument: CheckedArgument, key: string, place: Place): WrittenValue {
  switch (argument.kind) {
    case "function":
      return functionRef(argument.function, below(place, key));
    case "topic":
      return topicRef(argument.topic, below(place, key));
    case "store":
      return storeRef(argument.store, place.segments.at(-1) ?? "");
    case "type":
      return type(argument.type);
    case "text":
      return text(argument.value);
    case "integer":
      return integer(argument.value);
    case "durationMs":
      return duration(argument.value);
    case "branches":
      return branchesValue(argument.branches, place);
  }
}
