/**
 * A sink of records that functions made, to a topic of a schema: what is of the schema as it stands becomes bytes without
 * being converted.
 */
import type { ResultConverter } from "../data-types/result.ts";
import type { Process, SinkTarget } from "../dsl/node.ts";
import { withValue } from "../engine/record.ts";
import { givenSerde } from "../notations/index.ts";
import type { Value } from "../python/value.ts";

interface GivenSink {
  /** To be called for each value before the record of it is written. @throws DataException */
  readonly take: ResultConverter;
  readonly write: Process;
}

/**
 * Null: values are converted before they are written, or not at all. That is so where the topic has no schema of Avro's,
 * where nothing is to be converted, and for a partitioner, which sees converted values.
 */
export function givenSink(sink: SinkTarget, convert: ResultConverter | null): GivenSink | null {
  if (convert === null || sink.partitioner !== null) return null;
  const serde = givenSerde(sink.types.value, convert);
  if (serde === null) return null;
  const { node } = sink;
  const write = node.outputs.sink({
    ...sink,
    node: {
      ...node,
      // Whoever is told of a record that could not be written sees it as it was to be written.
      failed: (record, error, input) => {
        const value = serde.converted(record.value as Value);
        node.failed(value === record.value ? record : withValue(record, value), error, input);
      },
    },
    serdes: { key: null, value: serde },
  });
  return { take: (value) => serde.take(value), write };
}
