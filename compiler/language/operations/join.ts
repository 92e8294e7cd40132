/**
 * Joins each record with the row of a global table that its key, or a key that a function makes, finds; without one it is
 * dropped. KSML `join` with `globalTable`; Kafka Streams' `join` of a stream and a GlobalKTable.
 */
import { call, functionIn, nameOf, options, topicIn, typeArgument } from "./emitted-call.ts";
import { functionOf, globalTableRef, notBuilt, optional, required } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { lookupRole, valueJoinerRole } from "./roles.ts";

export const join: Operation = {
  name: "join",
  aliases: [],
  position: "step",
  accepts: ["stream"],
  acceptsLater: ["table"],
  naming: "path",
  fields: {
    globalTable: optional(globalTableRef),
    mapper: optional(functionOf("keyValueMapper")),
    valueJoiner: required(functionOf("valueJoiner")),
    stream: notBuilt("a join of two streams"),
    table: notBuilt("a join with a table"),
    foreignKeyExtractor: notBuilt("`foreignKeyExtractor` of a join"),
    store: notBuilt("a join with a store"),
    thisStore: notBuilt("a join of two streams"),
    otherStore: notBuilt("a join of two streams"),
    timeDifference: notBuilt("a join of two streams"),
    grace: notBuilt("`grace` of a join"),
    partitioner: notBuilt("`partitioner` of a join"),
    otherPartitioner: notBuilt("`otherPartitioner` of a join"),
  },
  result: (check) => {
    if (!check.has("globalTable")) return check.missing("globalTable");
    const { passed, input } = check;
    const table = check.tableIn("globalTable");
    check.sameKey("globalTable");
    check.orKey("mapper", "keyValueMapper", table.key);
    check.role("mapper", lookupRole(passed, table.key));
    const value = check.ownResult("valueJoiner", passed[1]);
    check.role("valueJoiner", valueJoinerRole(passed, table.value, value));
    return { ...input, value };
  },
  graph: (step, input, builder) => builder.processor(step.fullName, input, { rekeys: false }),
  emit: (step) =>
    call(
      "join",
      nameOf(step),
      topicIn(step, "globalTable"),
      options(
        ["mapper", functionIn(step, "mapper", 2)],
        ["valueJoiner", functionIn(step, "valueJoiner", 3)],
        ["result", typeArgument(step.output.value)],
      ),
    ),
};
