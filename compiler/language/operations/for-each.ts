/** Calls a function for each record; the pipeline ends there. KSML `forEach`; Kafka Streams' `processValues`. */
import { connectedStores } from "./connected-stores.ts";
import { call, functionIn, nameOf } from "./emitted-call.ts";
import { functionOf, required } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { forEachRole } from "./roles.ts";
import { needsOnly } from "./value-need.ts";

export const forEach: Operation = {
  name: "forEach",
  aliases: [],
  position: "sink",
  accepts: ["stream"],
  naming: "path",
  connectsStores: true,
  fields: { forEach: required(functionOf("forEach")) },
  result: (check) => {
    check.role("forEach", forEachRole(check.passed));
    return check.input;
  },
  graph: (step, input, builder) => {
    builder.processor(step.fullName, input, { rekeys: false, stores: connectedStores(step) });
    return null;
  },
  needs: needsOnly("forEach"),
  emit: (step) => call("forEach", nameOf(step), functionIn(step, "forEach", 2)),
};
