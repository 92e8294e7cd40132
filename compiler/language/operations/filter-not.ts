/** Drops the records for which `if` holds. KSML `filterNot`; on streams Kafka Streams' `processValues`. */
import { connectedStores } from "./connected-stores.ts";
import { call, functionIn, nameOf } from "./emitted-call.ts";
import { functionOf, optional, required, storeOf } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { predicateRole } from "./roles.ts";
import { needsBelowAnd } from "./value-need.ts";

export const filterNot: Operation = {
  name: "filterNot",
  aliases: [],
  position: "step",
  accepts: ["stream"],
  acceptsLater: ["table"],
  naming: "short",
  connectsStores: true,
  fields: { if: required(functionOf("predicate")), store: optional(storeOf("keyValue")) },
  result: (check) => {
    check.warnStoreWithoutEffect("store");
    check.role("if", predicateRole(check.passed));
    return check.input;
  },
  graph: (step, input, builder) =>
    builder.processor(step.fullName, input, { rekeys: false, stores: connectedStores(step) }),
  needs: needsBelowAnd("if"),
  emit: (step) => call("filterNot", nameOf(step), functionIn(step, "if", 2)),
};
