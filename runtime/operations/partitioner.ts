/** Where a function of the definition sends records (runtime.md 6.7). */
import { int } from "../data-types/data-type.ts";
import { sequenceItems } from "../data-types/natural.ts";
import { toType } from "../data-types/to-type.ts";
import type { StreamPartitioner } from "../dsl/functions.ts";
import type { NodeRuntime, Partitioner } from "../dsl/node.ts";
import { fieldPlace } from "../dsl/operation-names.ts";
import { DataException } from "../errors/ksml-exceptions.ts";
import type { Value } from "../python/value.ts";
import { asItIs, FunctionCall, KEEPS_RECORD } from "./function-call.ts";

/** The partitioner throws what the function throws, as a failure of the node. */
export function partitionerOf<K, V>(
  node: NodeRuntime,
  fn: StreamPartitioner<K, V> | undefined,
): Partitioner | null {
  if (fn === undefined) return null;
  const call = new FunctionCall(node, fn, fieldPlace(node.place, "partitioner"), KEEPS_RECORD);
  const key = call.takeKey ?? asItIs;
  const value = call.takeValue ?? asItIs;
  return (topic, record, numPartitions) => {
    try {
      return partitions(
        fn(topic, key(record.key), value(record.value), numPartitions, call.context),
      );
    } catch (error) {
      throw call.failure(error);
    }
  };
}

/** One partition, or several; none at all for an empty list. @throws DataException */
export function partitions(result: Value): readonly number[] {
  const items =
    typeof result === "object" && result !== null ? sequenceItems(result, true) : undefined;
  if (result === null || result === undefined || items?.includes(null)) {
    throw new DataException(
      `A partitioner must return an int or a list of ints, and returned ${items === undefined ? "None" : "a list with None"}`,
    );
  }
  const all = (items ?? [result]).map((item) => Number(toType(item, int, true)));
  const negative = all.find((partition) => partition < 0);
  if (negative !== undefined) {
    throw new DataException(
      `Invalid partition: ${negative}. Partition number should be non-negative`,
    );
  }
  return [...new Set(all)];
}
