/** A stream of the `streams` section, a topic written where it is used, and references to topics (language.md 2). */
import type { YamlNode, YamlPair } from "../1-source/yaml-tree.ts";
import { parseOffsetReset } from "./duration.ts";
import { type Entry, type Fields, readFields } from "./fields.ts";
import { functionUseField } from "./parse-function.ts";
import { type Place, tell } from "./place.ts";
import { textOf } from "./text.ts";
import type { OffsetResetTree, Text, TopicTree, TopicUse } from "./tree.ts";
import { INLINE_TOPICS, STREAM } from "./vocabulary.ts";

export function parseStream(entry: Entry, name: Text, place: Place): TopicTree | null {
  const fields = readFields(entry.value, place, STREAM);
  if (fields === null) return null;
  return { ...topicOf(fields), name, comment: entry.comment, span: entry.keySpan };
}

/** The place decides which keys an inline topic has. */
export type InlineTopicPlace = keyof typeof INLINE_TOPICS;

export function parseTopicUse(
  node: YamlNode,
  place: Place,
  where: InlineTopicPlace,
): TopicUse | null {
  if (node.kind === "sequence") {
    tell(place, "dialect/not-built-yet", node.span, { construct: "a list of streams" });
    return null;
  }
  if (node.kind === "scalar" && node.value !== null) {
    const name = textOf(node, place);
    return name === null ? null : { kind: "reference", name, path: place.path };
  }
  const fields = readFields(node, place, INLINE_TOPICS[where]);
  if (fields === null) return null;
  const topic = { ...topicOf(fields), name: null, comment: null, span: node.span };
  return { kind: "inline", topic, path: place.path };
}

export function topicUseField(
  pair: YamlPair | undefined,
  place: Place,
  where: InlineTopicPlace,
): TopicUse | null {
  return pair === undefined ? null : parseTopicUse(pair.value, place, where);
}

function topicOf(fields: Fields): Omit<TopicTree, "name" | "comment" | "span"> {
  return {
    kind: "stream",
    path: fields.place.path,
    topic: fields.text("topic"),
    keyType: fields.text("keyType"),
    valueType: fields.text("valueType"),
    offsetReset: offsetReset(fields),
    timestampExtractor: functionUseField(fields, "timestampExtractor"),
    partitioner: functionUseField(fields, "partitioner"),
    registry: null,
    registryConfig: [],
    serdes: { key: null, value: null },
    store: null,
  };
}

function offsetReset(fields: Fields): OffsetResetTree | null {
  const text = fields.text("offsetResetPolicy");
  if (text === null || text.value === "") return null;
  const policy = parseOffsetReset(text.value);
  if (policy !== null) return { ...policy, span: text.span };
  tell(fields.within("offsetResetPolicy"), "pipeline/offset-reset", text.span, {
    value: text.value,
  });
  return null;
}
