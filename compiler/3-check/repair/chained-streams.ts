/**
 * `service.implicitStreams: internal` (dialect.md 5.1): what would be a topic that nobody declares stays in memory. In: a
 * sink that writes to such a name. Out: KSML's own `as` in its place, which later pipelines read `from`.
 */
import type { StepTree } from "../../2-syntax/tree.ts";
import type { CheckContext } from "../context.ts";

export function chained(sink: StepTree, { chains, topics, report }: CheckContext): StepTree {
  const target = sink.fields.get("to");
  if (!chains || sink.shortName !== "to" || sink.type === null || target === undefined) return sink;
  const { value } = target;
  if (value.kind !== "scalar" || typeof value.value !== "string") return sink;
  const name = { value: value.value, span: value.span };
  if (topics.known(name, { path: target.path, report }) !== undefined) return sink;
  return {
    ...sink,
    shortName: "as",
    type: { ...sink.type, value: "as" },
    fields: new Map([["as", { ...target, key: "as" }]]),
  };
}
