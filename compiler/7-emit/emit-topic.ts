/**
 * Streams, tables and global tables: `stream({ topic: …, key: …, value: … })`. In: a checked topic. Out: its call, with
 * only what is set.
 */
import type {
  CheckedFunction,
  CheckedStore,
  CheckedTopic,
  OffsetReset,
  TopicKind,
} from "../3-check/definition.ts";
import { call, type Document, imported, objectLiteral } from "./document.ts";
import { type Extensions, extensionOf } from "./emit-extension.ts";
import { emitSettings, emitTableStore } from "./emit-store.ts";
import { stringLiteral } from "./emit-text.ts";
import { emitType } from "./emit-type.ts";

const RUNTIME = "ksmlc/runtime";

const FACTORIES: Readonly<Record<TopicKind, string>> = {
  stream: "stream",
  table: "table",
  globalTable: "globalTable",
};

export interface TopicContext {
  /** Fields of a store's values that hold sets. */
  readonly setFields: (store: CheckedStore) => readonly string[];
  readonly extensions: Extensions;
  /** The function where KSML calls it with its fixed parameters. */
  readonly fixed: (fn: CheckedFunction) => Document;
}

/** `expanded`: one property a line, as declarations have it. */
export function emitTopic(topic: CheckedTopic, context: TopicContext, expanded: boolean): Document {
  const { fixed, setFields } = context;
  const { key, value, offsetReset, timestampExtractor, partitioner, store } = topic;
  const { registry, registryConfig, implicit } = topic;
  const tableStore = store === null ? null : emitTableStore(store, setFields(store));
  const entries: (readonly [string, Document] | null)[] = [
    ["topic", stringLiteral(topic.topic)],
    key === null ? null : ["key", emitType(key)],
    value === null ? null : ["value", emitType(value)],
    serdesOf(topic, context),
    registry === null ? null : ["registry", stringLiteral(registry)],
    registryConfig.length === 0 ? null : ["registryConfig", emitSettings(registryConfig)],
    offsetReset === null ? null : ["offsetReset", emitOffsetReset(offsetReset)],
    timestampExtractor === null ? null : ["timestampExtractor", fixed(timestampExtractor)],
    partitioner === null ? null : ["partitioner", fixed(partitioner)],
    tableStore === null ? null : ["store", tableStore],
    implicit ? ["implicit", "true"] : null,
  ];
  return call(imported(FACTORIES[topic.kind], RUNTIME), [
    objectLiteral(
      entries.filter((entry) => entry !== null).map(([name, document]) => [name, ": ", document]),
      expanded,
    ),
  ]);
}

/** Factories of the author's serdes, of the sides that have one. */
function serdesOf(
  { serdes }: CheckedTopic,
  { extensions }: TopicContext,
): readonly [string, Document] | null {
  const sides = (["key", "value"] as const).flatMap((side): Document[] => {
    const name = serdes[side];
    return name === null ? [] : [[`${side}: `, extensionOf(extensions, "serdes", name)]];
  });
  return sides.length === 0 ? null : ["serdes", objectLiteral(sides)];
}

function emitOffsetReset(reset: OffsetReset): Document {
  return reset.kind === "duration"
    ? objectLiteral([["agoMs: ", String(reset.ms)]])
    : stringLiteral(reset.kind);
}

/** Why a stream is there that the author did not declare. */
export const IMPLICIT_COMMENT = "Not declared: made when the service starts, where it is missing.";
