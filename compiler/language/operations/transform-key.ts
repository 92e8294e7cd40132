/** Gives each record the key that a function makes. KSML `transformKey`; Kafka Streams' `process`. */
import { connectedStores } from "./connected-stores.ts";
import { call, functionIn, nameOf, typeArgument } from "./emitted-call.ts";
import { functionOf, required } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { mapperRole } from "./roles.ts";
import { needsBelowAnd } from "./value-need.ts";

export const transformKey: Operation = {
  name: "transformKey",
  aliases: ["mapKey", "selectKey"],
  position: "step",
  accepts: ["stream"],
  naming: "path",
  connectsStores: true,
  fields: { mapper: required(functionOf("keyTransformer")) },
  result: (check) => {
    const { passed, input } = check;
    const key = check.ownResult("mapper", passed[0]);
    check.role("mapper", mapperRole(passed, key));
    return { ...input, rekeyed: true, key };
  },
  graph: (step, input, builder) =>
    builder.processor(step.fullName, input, { rekeys: true, stores: connectedStores(step) }),
  needs: needsBelowAnd("mapper"),
  emit: (step) =>
    call(
      "transformKey",
      nameOf(step),
      functionIn(step, "mapper", 2),
      typeArgument(step.output.key),
    ),
};
