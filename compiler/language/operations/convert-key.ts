/** Converts the key of each record to another type. KSML `convertKey`; Kafka Streams' `selectKey`. */
import { call, nameOf, typeArgument } from "./emitted-call.ts";
import { required, typeText } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { needsBelow } from "./value-need.ts";

export const convertKey: Operation = {
  name: "convertKey",
  aliases: [],
  position: "step",
  accepts: ["stream"],
  naming: "path",
  fields: { into: required(typeText) },
  result: (check) => {
    const key = check.typeIn("into");
    return key === null ? null : { ...check.input, rekeyed: true, key };
  },
  graph: (step, input, builder) =>
    builder.processor(step.fullName, input, { rekeys: true, keyChangingForOptimiser: true }),
  needs: needsBelow,
  emit: (step) => call("convertKey", nameOf(step), typeArgument(step.output.key)),
};
