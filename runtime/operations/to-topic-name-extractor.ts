/** Writes each record to the topic that the function names for it; the topic must be there. */
import { string } from "../data-types/data-type.ts";
import { recordContext } from "../data-types/record-schemas.ts";
import { toType } from "../data-types/to-type.ts";
import type { Result, StreamPartitioner, TopicNameExtractor } from "../dsl/functions.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import type { Sink } from "../dsl/operator.ts";
import type { StreamRecord } from "../engine/record.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import type { Value } from "../python/value.ts";
import { asItIs, awaiting, FunctionCall, KEEPS_RECORD } from "./function-call.ts";
import { headersToPython } from "./headers.ts";
import { partitionerOf } from "./partitioner.ts";
import { endOf, named } from "./processor.ts";

interface Options<K, V> {
  readonly partitioner?: StreamPartitioner<K, V>;
}

type Arguments<K, V> = [extractor: TopicNameExtractor<K, V>, options?: Options<K, V> | undefined];

export function toTopicNameExtractor<K, V>(
  extractor: TopicNameExtractor<K, V>,
  options?: Options<K, V>,
): Sink<K, V>;
export function toTopicNameExtractor<K, V>(
  name: string,
  extractor: TopicNameExtractor<K, V>,
  options?: Options<K, V>,
): Sink<K, V>;
export function toTopicNameExtractor<K, V>(
  ...args: Arguments<K, V> | [string, ...Arguments<K, V>]
): Sink<K, V> {
  const [name, [extractor, options]] = named<Arguments<K, V>>(args);
  return endOf(name, {
    operation: "toTopicNameExtractor",
    output: (input) => input,
    forwards: "nothing",
    functions: [extractor, ...(options?.partitioner === undefined ? [] : [options.partitioner])],
    wire(node) {
      const place = fieldPlace(node.place, "topicNameExtractor");
      const call = new FunctionCall(node, extractor, place, KEEPS_RECORD);
      const key = call.takeKey ?? asItIs;
      const value = call.takeValue ?? asItIs;
      const { types, record: input } = node;
      const partitioner = partitionerOf(node, options?.partitioner);
      const write = node.outputs.dynamicSink({ node, types, partitioner });
      const run = (record: StreamRecord): Result => {
        const context = recordContext(
          headersToPython(record.headers),
          input.topic,
          input.partition,
          input.offset,
          record.timestamp,
        );
        return extractor(key(record.key), value(record.value), context, call.context);
      };
      if (call.waits) {
        return awaiting(node, call, run, topicName, (topic, record) => write(record, topic));
      }
      return (record) => {
        let topic: string;
        try {
          topic = topicName(run(record) as Value);
        } catch (error) {
          node.failed(record, call.failure(error));
          return;
        }
        write(record, topic);
      };
    },
  });
}

/** @throws DataException */
function topicName(result: Value): string {
  if (result === null || result === undefined) throw new DataException("Topic cannot be null.");
  if (typeof result === "boolean") {
    throw new DataException("Can not convert DataBoolean value to string");
  }
  return toType(result, string, true) as string;
}
