/** Streams, tables and global tables in canonical text, in their sections or where they are used. */
import type { WrittenEntry, WrittenValue } from "../../1-source/write-yaml.ts";
import { printDuration } from "../../2-syntax/duration.ts";
import type { UserType } from "../../language/data-types/data-type.ts";
import { TOPIC_SECTIONS } from "../check-topic.ts";
import type { CheckedTopic, OffsetReset } from "../definition.ts";
import { functionRef } from "./functions.ts";
import { below, type Place } from "./place.ts";
import { tableStore } from "./stores.ts";
import { entry, flag, mapping, optional, settings, text, type } from "./values.ts";

/** What a position holds: a name, or the topic itself. `place`: of the position. */
export function topicRef(topic: CheckedTopic, place: Place): WrittenValue {
  return topic.inline ? mapping(entriesAt(topic, place)) : text(topic.name);
}

/** Of a section; `top`: of the definition. */
export const topicEntries = (topic: CheckedTopic, top: Place): WrittenEntry[] =>
  entriesAt(topic, below(top, TOPIC_SECTIONS[topic.kind], topic.name));

function entriesAt(topic: CheckedTopic, place: Place): WrittenEntry[] {
  const { serdes, registryConfig, store } = topic;
  const classes = [...optional("key", serdes.key, text), ...optional("value", serdes.value, text)];
  return [
    entry("topic", text(topic.topic)),
    ...typeEntry("keyType", topic.key, serdes.key, topic),
    ...typeEntry("valueType", topic.value, serdes.value, topic),
    ...optional("offsetResetPolicy", topic.offsetReset, offsetReset),
    ...optional("timestampExtractor", topic.timestampExtractor, (given) =>
      functionRef(given, below(place, "timestampExtractor")),
    ),
    ...optional("partitioner", topic.partitioner, (given) =>
      functionRef(given, below(place, "partitioner")),
    ),
    ...optional("registry", topic.registry, text),
    ...(registryConfig.length === 0 ? [] : [entry("registryConfig", settings(registryConfig))]),
    ...(classes.length === 0 ? [] : [entry("serdes", mapping(classes))]),
    ...(store === null ? [] : tableStore(store, topic)),
    ...flag("implicit", topic.implicit),
  ];
}

/** A stream of the section must have both: `any` is what KSML takes for none. */
function typeEntry(
  key: string,
  given: UserType | null,
  serde: string | null,
  { kind, inline }: CheckedTopic,
): WrittenEntry[] {
  if (given !== null) return [entry(key, typeUnder(given, serde))];
  return kind === "stream" && !inline ? [entry(key, text("any"))] : [];
}

/** `custom`: the serde alone knows what the bytes mean (dialect.md G6). */
const typeUnder = (given: UserType, serde: string | null): WrittenValue =>
  serde !== null && given.dataType.kind === "any" ? text("custom") : type(given);

const offsetReset = (reset: OffsetReset): WrittenValue =>
  text(reset.kind === "duration" ? `by_duration:${printDuration(reset.ms)}` : reset.kind);
