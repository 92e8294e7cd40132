/** A producer (language.md 7). */
import { type Entry, readFields } from "./fields.ts";
import { functionUseField } from "./parse-function.ts";
import { topicUseField } from "./parse-stream.ts";
import type { Place } from "./place.ts";
import type { ProducerTree, Text } from "./tree.ts";
import { PRODUCER } from "./vocabulary.ts";

export function parseProducer(entry: Entry, name: Text, place: Place): ProducerTree | null {
  const fields = readFields(entry.value, place, PRODUCER);
  if (fields === null) return null;
  return {
    name,
    path: place.path,
    generator: functionUseField(fields, "generator", "generator"),
    to: topicUseField(fields.get("to"), fields.within("to"), "producer"),
    interval: fields.duration("interval"),
    count: fields.integer("count"),
    batchSize: fields.integer("batchSize"),
    condition: functionUseField(fields, "condition", "predicate"),
    until: functionUseField(fields, "until", "predicate"),
    comment: entry.comment,
    span: entry.keySpan,
  };
}
