/** Calls a function for each record and passes the record on as it is. KSML `peek`; Kafka Streams' `processValues`. */
import { connectedStores } from "./connected-stores.ts";
import { call, functionIn, nameOf } from "./emitted-call.ts";
import { functionOf, required } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { forEachRole } from "./roles.ts";
import { needsBelowAnd } from "./value-need.ts";

export const peek: Operation = {
  name: "peek",
  aliases: [],
  position: "step",
  accepts: ["stream"],
  naming: "path",
  connectsStores: true,
  fields: { forEach: required(functionOf("forEach")) },
  result: (check) => {
    check.role("forEach", forEachRole(check.passed));
    return check.input;
  },
  graph: (step, input, builder) =>
    builder.processor(step.fullName, input, { rekeys: false, stores: connectedStores(step) }),
  needs: needsBelowAnd("forEach"),
  emit: (step) => call("peek", nameOf(step), functionIn(step, "forEach", 2)),
};
