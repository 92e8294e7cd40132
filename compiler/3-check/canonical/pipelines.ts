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
import { storeRef } from "./stores.ts";
import { topicRef } from "./topics.ts";
import { duration, entry, integer, mapping, text, type } from "./values.ts";

type Place = readonly string[];

export function pipelineEntries({ name, source, steps, sink }: CheckedPipeline): WrittenEntry[] {
  const place = ["pipelines", name];
  return [
    ...pipelineName(sink),
    entry("from", sourceValue(source, [...place, "from"])),
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
  const via = numbered(steps, ({ path }) => path, "via", "step", place, stepEntries);
  return [
    ...(via === null ? [] : [entry("via", via)]),
    entry(sink.operation, sinkValue(sink, [...place, sink.operation]), sink.comment),
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
    const name = nameIn(element.path, section) ?? `${prefix}${index + 1}`;
    const value = mapping(write(element, [...place, section, name]));
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
