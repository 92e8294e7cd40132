/** Gives each record the key and value that a function makes. KSML `transformKeyValue`; Kafka Streams' `process`. */
import { inDefault } from "../data-types/data-type.ts";
import { connectedStores } from "./connected-stores.ts";
import { call, functionIn, nameOf, options, typeArgument } from "./emitted-call.ts";
import { functionOf, required } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { outputPair, pairIn, pairOf } from "./pair.ts";
import { mapperRole } from "./roles.ts";
import { needsOnly } from "./value-need.ts";

export const transformKeyValue: Operation = {
  name: "transformKeyValue",
  aliases: ["map"],
  position: "step",
  accepts: ["stream"],
  naming: "path",
  connectsStores: true,
  fields: { mapper: required(functionOf("keyValueTransformer")) },
  dropsNone: "mapper",
  result: (check) => {
    const { passed, input } = check;
    const own = check.ownResult("mapper", inDefault(pairOf(...passed)));
    const pair = pairIn(own.dataType);
    if (pair === null)
      return check.wrongResult("mapper", own, "a tuple of two, such as `(string, json)`");
    check.role("mapper", mapperRole(passed, own));
    return { ...input, rekeyed: true, key: pair[0], value: pair[1] };
  },
  graph: (step, input, builder) =>
    builder.processor(step.fullName, input, { rekeys: true, stores: connectedStores(step) }),
  needs: needsOnly("mapper"),
  emit: (step) =>
    call(
      "transformKeyValue",
      nameOf(step),
      functionIn(step, "mapper", 2),
      typeArgument(outputPair(step)),
      options(["onNone", step.onNone === null ? null : { kind: "text", value: step.onNone }]),
    ),
};
