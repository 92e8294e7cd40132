/** Gives each record the value that a function makes. KSML `transformValue`; on streams Kafka Streams' `processValues`. */
import { connectedStores } from "./connected-stores.ts";
import { call, functionIn, nameOf, typeArgument } from "./emitted-call.ts";
import { functionOf, optional, required, storeOf } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { mapperRole } from "./roles.ts";
import { needsOfChange } from "./value-need.ts";

export const transformValue: Operation = {
  name: "transformValue",
  aliases: ["mapValue", "mapValues"],
  position: "step",
  accepts: ["stream"],
  acceptsLater: ["table"],
  naming: "short",
  connectsStores: true,
  fields: {
    mapper: required(functionOf("valueTransformer")),
    store: optional(storeOf("keyValue")),
  },
  result: (check) => {
    check.warnStoreWithoutEffect("store");
    const { passed, input } = check;
    const value = check.ownResult("mapper", passed[1]);
    check.role("mapper", mapperRole(passed, value));
    return { ...input, value };
  },
  graph: (step, input, builder) =>
    builder.processor(step.fullName, input, { rekeys: false, stores: connectedStores(step) }),
  needs: needsOfChange("mapper"),
  emit: (step) =>
    call(
      "transformValue",
      nameOf(step),
      functionIn(step, "mapper", 2),
      typeArgument(step.output.value),
    ),
};
