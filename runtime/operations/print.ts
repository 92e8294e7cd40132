/** Ends a pipeline: prints a line for each record, to standard output or to a file. */
import { string } from "../data-types/data-type.ts";
import { printValue } from "../data-types/print-format.ts";
import { resultConverter } from "../data-types/result.ts";
import type { KeyValueFunction } from "../dsl/functions.ts";
import type { NodeRuntime } from "../dsl/node.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import type { Sink } from "../dsl/operator.ts";
import type { StreamRecord } from "../engine/record.ts";
import type { Value } from "../python/value.ts";
import { awaiting, FunctionCall, KEEPS_RECORD, keyValueCall } from "./function-call.ts";
import { endOf } from "./processor.ts";

interface PrintOptions<K, V> {
  readonly name?: string;
  /** Begins each line, in brackets; without: the name of the node above. */
  readonly label?: string;
  readonly filename?: string;
  readonly mapper?: KeyValueFunction<K, V>;
}

export function print<K, V>(options: PrintOptions<K, V> = {}): Sink<K, V> {
  const { label, filename, mapper } = options;
  let upstream = "";
  return endOf(options.name ?? null, {
    operation: "print",
    output: (input) => input,
    forwards: "nothing",
    functions: mapper === undefined ? [] : [mapper],
    placed(builder) {
      upstream = builder.end.upstream;
    },
    wire(node) {
      const prefix = `[${label ?? upstream}]: `;
      if (mapper === undefined) {
        return (record) => node.print(prefix + pairText(record, node), filename ?? null);
      }
      const call = new FunctionCall(node, mapper, fieldPlace(node.place, "mapper"), KEEPS_RECORD);
      const run = keyValueCall(call, mapper);
      const convert = resultConverter(string);
      const write = (text: Value): void => node.print(prefix + (text ?? "null"), filename ?? null);
      if (call.waits) return awaiting(node, call, run, convert, write);
      return (record) => {
        let text: Value;
        try {
          text = convert(run(record));
        } catch (error) {
          node.failed(record, call.failure(error));
          return;
        }
        write(text);
      };
    },
  });
}

function pairText(record: StreamRecord, { types }: NodeRuntime): string {
  const key =
    record.key === null && !record.keyIsNullObject
      ? "null"
      : printValue(record.key as Value, types.key);
  const value =
    record.value === null && !record.valueIsNullObject
      ? "null"
      : printValue(record.value as Value, types.value);
  return `${key}, ${value}`;
}
