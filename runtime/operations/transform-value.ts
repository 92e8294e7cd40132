/** Forwards the record with the function's result as its value; `None` is a null value, and the record goes on. */
import type { DataType } from "../data-types/data-type.ts";
import { resultConverter } from "../data-types/result.ts";
import { isMutating, readEntriesOf } from "../dsl/function-marks.ts";
import type { KeyValueFunction } from "../dsl/functions.ts";
import type { NodeRuntime, Process } from "../dsl/node.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import type { Operator } from "../dsl/operator.ts";
import { canGiveRaw } from "../dsl/raw-results.ts";
import type { Kept, Stream } from "../dsl/stream.ts";
import { needsOfChange } from "../dsl/value-need.ts";
import { type StreamRecord, withChanged, withValue } from "../engine/record.ts";
import { isDict, type Value } from "../python/value.ts";
import { asItIs, awaiting, FunctionCall, keyValueCall } from "./function-call.ts";
import { named, step } from "./processor.ts";

type TransformValue<K, V, V2> = Operator<Stream<K, V>, Stream<Kept, V2>>;

export function transformValue<K, V, V2>(
  mapper: KeyValueFunction<K, V>,
  result: DataType<V2>,
): TransformValue<K, V, V2>;
export function transformValue<K, V, V2>(
  name: string,
  mapper: KeyValueFunction<K, V>,
  result: DataType<V2>,
): TransformValue<K, V, V2>;
export function transformValue<K, V, V2>(
  ...args: Arguments<K, V, V2> | [string, ...Arguments<K, V, V2>]
): TransformValue<K, V, V2> {
  const [name, [mapper, result]] = named<Arguments<K, V, V2>>(args);
  return step(name, {
    operation: "transformValue",
    naming: "short",
    output: ({ key }) => ({ key, value: result }),
    forwards: "newValue",
    needs: needsOfChange(mapper, canGiveRaw),
    functions: [mapper],
    wire(node, ports) {
      const forward = ports[0] as Process;
      const place = fieldPlace(node.place, "mapper");
      const call = new FunctionCall(node, mapper, place, { key: true, value: false });
      const kept = node.givesRaw && readEntriesOf(mapper)?.returns === "value";
      const given = kept ? new GivenValue(call) : null;
      const run = keyValueCall(call, mapper, given?.take);
      const convert = resultFor(node, result);
      const changes = isMutating(mapper);
      const made = (result: Value, record: StreamRecord): StreamRecord => {
        if (record.raw === null || result !== given?.value) {
          return withValue(record, convert(result));
        }
        return changes ? withChanged(record, result) : record;
      };
      if (call.waits) return awaiting(node, call, run, made, forward);
      return (record) => {
        let next: StreamRecord;
        try {
          next = made(run(record), record);
        } catch (error) {
          node.failed(record, call.failure(error));
          return;
        }
        return forward(next);
      };
    },
  });
}

/** What the function got last: where it returns that very dict, all of the record that it did not name goes on too. */
class GivenValue {
  value: unknown = null;
  readonly take: (value: unknown) => never;

  constructor({ takeValue }: FunctionCall) {
    const take = takeValue ?? asItIs;
    this.take = (value) => {
      const taken = take(value);
      this.value = taken;
      return taken;
    };
  }
}

type Arguments<K, V, V2> = [mapper: KeyValueFunction<K, V>, result: DataType<V2>];

/**
 * Where only writers of JSON follow, a dict need not be put in KSML's order first: they do that anyway, and convert
 * what is no JSON.
 */
function resultFor(node: NodeRuntime, result: DataType): (value: Value) => Value {
  const convert = resultConverter(result);
  if (!node.givesRaw) return convert;
  return (value) => (isDict(value) ? value : convert(value));
}
