/** Groups the records by the key that they have; nothing happens before the aggregation that follows. */
import type { Process } from "../dsl/node.ts";
import type { Operator } from "../dsl/operator.ts";
import type { GroupedStream, Kept, Stream } from "../dsl/stream.ts";
import { needsBelow } from "../dsl/value-need.ts";
import { step } from "./processor.ts";

type GroupByKey = Operator<Stream<unknown, unknown>, GroupedStream<Kept, Kept>>;

export function groupByKey(name: string | null = null): GroupByKey {
  return step(name, {
    operation: "groupByKey",
    naming: "short",
    output: (input) => input,
    forwards: "same",
    needs: needsBelow,
    wire: (_node, [forward]) => forward as Process,
  });
}
