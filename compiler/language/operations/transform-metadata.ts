/** Changes timestamp and headers of each record. KSML `transformMetadata`; Kafka Streams' `processValues`. */
import { connectedStores } from "./connected-stores.ts";
import { call, functionIn, nameOf } from "./emitted-call.ts";
import { functionOf, required } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { METADATA } from "./roles.ts";

export const transformMetadata: Operation = {
  name: "transformMetadata",
  aliases: [],
  position: "step",
  accepts: ["stream"],
  naming: "path",
  connectsStores: true,
  fields: { mapper: required(functionOf("metadataTransformer")) },
  result: (check) => {
    const [key, value] = check.passed;
    const supplied = [key, value, METADATA];
    check.role("mapper", { name: "mapper", expected: METADATA, supplied });
    return check.input;
  },
  graph: (step, input, builder) =>
    builder.processor(step.fullName, input, { rekeys: false, stores: connectedStores(step) }),
  emit: (step) => call("transformMetadata", nameOf(step), functionIn(step, "mapper", 3)),
};
