/** Makes a list of records of each record. KSML `transformKeyValueToKeyValueList`; Kafka Streams' `process`. */
import { ANY, inDefault } from "../data-types/data-type.ts";
import { connectedStores } from "./connected-stores.ts";
import { call, functionIn, nameOf, typeArgument } from "./emitted-call.ts";
import { functionOf, required } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { outputPairs, pairIn } from "./pair.ts";
import { mapperRole } from "./roles.ts";

export const transformKeyValueToKeyValueList: Operation = {
  name: "transformKeyValueToKeyValueList",
  aliases: ["flatMap"],
  position: "step",
  accepts: ["stream"],
  naming: "path",
  connectsStores: true,
  fields: { mapper: required(functionOf("keyValueToKeyValueListTransformer")) },
  result: (check) => {
    const { passed, input } = check;
    const own = check.ownResult("mapper", inDefault({ kind: "list", element: ANY }));
    const pair = own.dataType.kind === "list" ? pairIn(own.dataType.element) : null;
    if (pair === null) {
      return check.wrongResult(
        "mapper",
        own,
        "a list of tuples of two, such as `[(string, json)]`",
      );
    }
    check.role("mapper", mapperRole(passed, own));
    return { ...input, rekeyed: true, key: pair[0], value: pair[1] };
  },
  graph: (step, input, builder) =>
    builder.processor(step.fullName, input, { rekeys: true, stores: connectedStores(step) }),
  emit: (step) =>
    call(
      "transformKeyValueToKeyValueList",
      nameOf(step),
      functionIn(step, "mapper", 2),
      typeArgument(outputPairs(step)),
    ),
};
