/** Producers in canonical text. */
import type { WrittenEntry } from "../../1-source/write-yaml.ts";
import type { CheckedFunction, CheckedProducer } from "../definition.ts";
import { functionRef } from "./functions.ts";
import { below, type Place } from "./place.ts";
import { topicRef } from "./topics.ts";
import { duration, entry, integer, optional } from "./values.ts";

/** `top`: of the definition. */
export function producerEntries(producer: CheckedProducer, top: Place): WrittenEntry[] {
  const place = below(top, "producers", producer.name);
  const function_ = (key: string, found: CheckedFunction | null): WrittenEntry[] =>
    optional(key, found, (each) => functionRef(each, below(place, key)));
  return [
    ...function_("generator", producer.generator),
    ...optional("interval", producer.intervalMs, duration),
    ...optional("count", producer.count, integer),
    ...optional("batchSize", producer.batchSize, integer),
    ...function_("condition", producer.condition),
    ...function_("until", producer.until),
    entry("to", topicRef(producer.target, below(place, "to"))),
  ];
}
