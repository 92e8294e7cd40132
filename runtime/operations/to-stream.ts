/** Every change of a table as a record: its new value, null where a row went. */
import type { Process } from "../dsl/node.ts";
import type { Operator } from "../dsl/operator.ts";
import type { Kept, Stream, Table } from "../dsl/stream.ts";
import { step } from "./processor.ts";

type ToStream = Operator<Table<unknown, unknown>, Stream<Kept, Kept>>;

export function toStream(name: string | null = null): ToStream {
  return step(name, {
    operation: "toStream",
    output: (input) => input,
    forwards: "same",
    wire: (_node, [forward]) => forward as Process,
  });
}
