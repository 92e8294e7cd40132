/** Forwards the record with the timestamp and headers that the function returns; without headers in it, with none. */
import { long, struct } from "../data-types/data-type.ts";
import { recordMetadata } from "../data-types/record-schemas.ts";
import { cannotConvert, toType } from "../data-types/to-type.ts";
import type { MetadataTransformer, Result } from "../dsl/functions.ts";
import type { Process } from "../dsl/node.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Kept, Stream } from "../dsl/stream.ts";
import { atItsTime } from "../engine/at-its-time.ts";
import { NO_HEADERS, StreamRecord } from "../engine/record.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import { parseJson } from "../notations/parse-json.ts";
import { isDict, type Value } from "../python/value.ts";
import { asItIs, awaiting, FunctionCall, KEEPS_RECORD } from "./function-call.ts";
import { headersFromPython, headersToPython } from "./headers.ts";
import { named, step } from "./processor.ts";

type TransformMetadata<K, V> = Operator<Stream<K, V>, Stream<Kept, Kept>>;

export function transformMetadata<K, V>(mapper: MetadataTransformer<K, V>): TransformMetadata<K, V>;
export function transformMetadata<K, V>(
  name: string,
  mapper: MetadataTransformer<K, V>,
): TransformMetadata<K, V>;
export function transformMetadata<K, V>(
  ...args: [MetadataTransformer<K, V>] | [string, MetadataTransformer<K, V>]
): TransformMetadata<K, V> {
  const [name, [mapper]] = named<[MetadataTransformer<K, V>]>(args);
  return step(name, {
    operation: "transformMetadata",
    output: (input) => input,
    forwards: "same",
    functions: [mapper],
    wire(node, ports) {
      const forward = atItsTime(ports[0] as Process, node.record);
      const call = new FunctionCall(node, mapper, fieldPlace(node.place, "mapper"), KEEPS_RECORD);
      const key = call.takeKey ?? asItIs;
      const value = call.takeValue ?? asItIs;
      const run = (record: StreamRecord): Result => {
        const metadata = recordMetadata(headersToPython(record.headers), record.timestamp);
        return mapper(key(record.key), value(record.value), metadata, call.context);
      };
      if (call.waits) return awaiting(node, call, run, changed, forward);
      return (record) => {
        let made: StreamRecord;
        try {
          made = changed(run(record) as Value, record);
        } catch (error) {
          node.failed(record, call.failure(error));
          return;
        }
        return forward(made);
      };
    },
  });
}

/** @throws DataException */
function changed(result: Value, record: StreamRecord): StreamRecord {
  const metadata = typeof result === "string" ? parseJson(result) : (result ?? null);
  if (metadata === null) return withMetadata(record, record.timestamp, NO_HEADERS);
  if (!isDict(metadata)) throw cannotConvert(result, struct);
  const given = metadata.timestamp ?? null;
  const timestamp = given === null ? record.timestamp : Number(toType(given, long, false));
  if (timestamp < 0) throw new DataException(`Timestamp may not be negative. Got: ${timestamp}`);
  return withMetadata(record, timestamp, headersFromPython(metadata.headers));
}

function withMetadata(
  record: StreamRecord,
  timestamp: number,
  headers: StreamRecord["headers"],
): StreamRecord {
  return new StreamRecord(
    record.key,
    record.value,
    timestamp,
    headers,
    record.keyIsNullObject,
    record.valueIsNullObject,
  );
}
