/** Groups a stream by its key, for the aggregation that follows. No node of its own. KSML and Kafka Streams `groupByKey`. */
import { call, nameOf } from "./emitted-call.ts";
import { optional, storeOf } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { needsBelow } from "./value-need.ts";

export const groupByKey: Operation = {
  name: "groupByKey",
  aliases: [],
  position: "step",
  accepts: ["stream"],
  naming: "short",
  fields: { store: optional(storeOf("keyValue")) },
  result: (check) => {
    // It would only name a repartition topic, and here is none.
    check.warnStoreWithoutEffect("store");
    if (check.input.rekeyed)
      return check.notBuilt(
        "`groupByKey` after a step that changes the key",
        "end this pipeline with `to: <name>`, and group in another one `from: <name>`",
      );
    return { ...check.input, kind: "grouped" };
  },
  graph: (_step, input) => input,
  needs: needsBelow,
  emit: (step) => call("groupByKey", nameOf(step)),
};
