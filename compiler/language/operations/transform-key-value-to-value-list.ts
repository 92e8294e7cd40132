/** Makes a list of values of each record, key kept. KSML `transformKeyValueToValueList`; Kafka Streams' `processValues`. */
import { ANY, inDefault } from "../data-types/data-type.ts";
import { connectedStores } from "./connected-stores.ts";
import { call, functionIn, nameOf, typeArgument } from "./emitted-call.ts";
import { functionOf, required } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { mapperRole } from "./roles.ts";

export const transformKeyValueToValueList: Operation = {
  name: "transformKeyValueToValueList",
  aliases: ["flatMapValues"],
  position: "step",
  accepts: ["stream"],
  naming: "path",
  connectsStores: true,
  fields: { mapper: required(functionOf("keyValueToValueListTransformer")) },
  result: (check) => {
    const { passed, input } = check;
    const own = check.ownResult("mapper", inDefault({ kind: "list", element: ANY }));
    if (own.dataType.kind !== "list") {
      return check.wrongResult("mapper", own, "a list, such as `list(json)`");
    }
    check.role("mapper", mapperRole(passed, own));
    // The element's notation is lost here, as in KSML: `list(json)` gives values of the default notation.
    return { ...input, value: inDefault(own.dataType.element) };
  },
  graph: (step, input, builder) =>
    builder.processor(step.fullName, input, { rekeys: false, stores: connectedStores(step) }),
  emit: (step) =>
    call(
      "transformKeyValueToValueList",
      nameOf(step),
      functionIn(step, "mapper", 2),
      typeArgument(inDefault({ kind: "list", element: step.output.value.dataType })),
    ),
};
