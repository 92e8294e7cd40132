/** Drops the records for which `if` holds. KSML `filterNot`; on streams Kafka Streams' `processValues`. */
import { call, functionIn, nameOf } from "./emitted-call.ts";
import { filter } from "./filter.ts";
import type { Operation } from "./operation.ts";

export const filterNot: Operation = {
  ...filter,
  name: "filterNot",
  emit: (step) => call("filterNot", nameOf(step), functionIn(step, "if", 2)),
};
