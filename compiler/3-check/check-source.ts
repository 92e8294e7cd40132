/** What a pipeline reads `from`: a topic, what an earlier pipeline registered (language.md 5.4), or an implicit stream. */

import { fieldPlace, pipelinePlace } from "../../runtime/dsl/operation-names.ts";
import type { Span } from "../1-source/source-file.ts";
import { type Place as Spot, tell, within } from "../2-syntax/place.ts";
import type { PipelineTree, Text } from "../2-syntax/tree.ts";
import { refusal } from "../language/data-types/assignable.ts";
import { printType } from "../language/data-types/print-type.ts";
import type { CheckContext } from "./context.ts";
import type { CheckedSource, CheckedTopic, StreamType } from "./definition.ts";

/** Null, told, where there is none. */
export function checkSource(
  tree: PipelineTree,
  context: CheckContext,
  outer: Spot,
): CheckedSource | null {
  const spot = within(outer, "from");
  if (tree.from === null) {
    const place = `The pipeline \`${tree.name.value}\``;
    tell(outer, "pipeline/missing-key", tree.name.span, { place, key: "from" });
    return null;
  }
  if (tree.from.kind === "reference") return namedSource(tree.from.name, context, spot);
  const place = fieldPlace(pipelinePlace(tree.name.value), "from");
  const entry = context.topics.use(tree.from, place, spot);
  const read = entry && context.topics.read(entry, tree.from.topic.span, spot);
  return read && { kind: "topic", ...read };
}

/** A registered name first, then a declared stream, then one that another definition declares. */
function namedSource(name: Text, context: CheckContext, spot: Spot): CheckedSource | null {
  const registered = context.registered.get(name.value);
  if (registered !== undefined) {
    const { type, topic } = registered;
    if (type === null) return null;
    if (topic !== null) return { kind: "topic", topic, type };
    const declared = context.topics.declared(name.value);
    if (declared === "lost") return null;
    if (declared !== undefined && !fitsDeclared(declared.checked, type, name.span, spot))
      return null;
    return { kind: "registered", name: name.value, type };
  }
  const declared = context.topics.known(name, spot);
  if (declared === "lost") return null;
  if (declared === undefined) {
    const read = context.implicit.source(name, spot);
    if (read === null) return null;
    context.registered.read(name.value, read.topic, read.type, name.span);
    return { kind: "topic", ...read };
  }
  const read = context.topics.read(declared, name.span, spot);
  if (read === null) return null;
  context.registered.read(name.value, read.topic, read.type, name.span);
  return { kind: "topic", ...read };
}

/** A registered stream that has a declared one's name must be of its types. */
function fitsDeclared(declared: CheckedTopic, type: StreamType, span: Span, spot: Spot): boolean {
  for (const part of ["key", "value"] as const) {
    const wanted = declared[part];
    if (wanted === null || refusal(wanted.dataType, type[part].dataType) === null) continue;
    const values = {
      topic: declared.name,
      part,
      found: printType(wanted),
      first: printType(type[part]),
    };
    const related = [{ message: "the stream is declared here", span: declared.span }];
    tell(spot, "pipeline/topic-type", span, values, { related });
    return false;
  }
  return true;
}
