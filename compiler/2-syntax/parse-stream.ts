/**
 * Streams, tables and global tables of their sections, topics written where they are used, and references to them
 * (language.md 2). Beside the keys of KSML 2.0, the canonical form has `registry`, `registryConfig`, `serdes` and, of
 * a stream that nobody declared, `implicit`.
 */
import type { YamlNode, YamlPair } from "../1-source/yaml-tree.ts";
import { checkRegistry, checkRegistryConfig } from "./check-registry.ts";
import { parseOffsetReset } from "./duration.ts";
import { type Entry, type Fields, readFields } from "./fields.ts";
import { functionUseField } from "./parse-function.ts";
import { parseStoreUse } from "./parse-store.ts";
import { type Place, tell } from "./place.ts";
import { materialized, refuseMaterialized } from "./respell/materialized-as.ts";
import { respellKeys } from "./respell/respell-keys.ts";
import { TOPIC_KEYS } from "./respell/respellings.ts";
import { settingsOf } from "./settings.ts";
import { textOf } from "./text.ts";
import type { OffsetResetTree, Text, TopicTree, TopicUse } from "./tree.ts";
import { INLINE_TOPICS, SERDES, TOPICS } from "./vocabulary.ts";

/** An entry of the section of that kind. */
export function parseTopic(
  section: TopicTree["kind"],
  entry: Entry,
  name: Text,
  place: Place,
): TopicTree | null {
  const found =
    section === "stream"
      ? materialized(entry.value, place)
      : {
          node: refuseMaterialized(entry.value, place, TOPICS[section].called),
          kind: section,
        };
  if (found === null) return null;
  const { node, kind } = found;
  const fields = readFields(respellKeys(node, place, TOPIC_KEYS), place, TOPICS[kind]);
  if (fields === null) return null;
  return { ...topicOf(fields, kind), name, comment: entry.comment, span: entry.keySpan };
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
  const vocabulary = INLINE_TOPICS[where];
  const canonical = respellKeys(
    refuseMaterialized(node, place, vocabulary.called),
    place,
    TOPIC_KEYS,
  );
  const fields = readFields(canonical, place, vocabulary);
  if (fields === null) return null;
  const topic = { ...topicOf(fields, "stream"), name: null, comment: null, span: node.span };
  return { kind: "inline", topic, path: place.path };
}

export function topicUseField(
  pair: YamlPair | undefined,
  place: Place,
  where: InlineTopicPlace,
): TopicUse | null {
  return pair === undefined ? null : parseTopicUse(pair.value, place, where);
}

function topicOf(
  fields: Fields,
  kind: TopicTree["kind"],
): Omit<TopicTree, "name" | "comment" | "span"> {
  const store = fields.get("store");
  const registry = fields.text("registry");
  if (registry !== null) checkRegistry(registry, fields.within("registry"));
  const config = fields.within("registryConfig");
  const registryConfig = settingsOf(fields.get("registryConfig"), config, "flatten");
  checkRegistryConfig(registryConfig, config);
  return {
    kind,
    path: fields.place.path,
    topic: fields.text("topic"),
    keyType: fields.text("keyType"),
    valueType: fields.text("valueType"),
    offsetReset: offsetReset(fields),
    timestampExtractor: functionUseField(fields, "timestampExtractor", "timestampExtractor"),
    partitioner: functionUseField(fields, "partitioner", "streamPartitioner"),
    registry,
    registryConfig,
    serdes: serdesOf(fields),
    store: store === undefined ? null : parseStoreUse(store.value, fields.within("store")),
    implicit: fields.boolean("implicit")?.value ?? false,
  };
}

function serdesOf(fields: Fields): TopicTree["serdes"] {
  const pair = fields.get("serdes");
  const serdes = pair && readFields(pair.value, fields.within("serdes"), SERDES);
  return { key: serdes?.text("key") ?? null, value: serdes?.text("value") ?? null };
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
