/** Converts the value of each record to another type. KSML `convertValue`; Kafka Streams' `mapValues`. */
import { call, nameOf, typeArgument } from "./emitted-call.ts";
import { required, typeText } from "./field-spec.ts";
import type { Operation } from "./operation.ts";

export const convertValue: Operation = {
  name: "convertValue",
  aliases: [],
  position: "step",
  accepts: ["stream"],
  naming: "path",
  fields: { into: required(typeText) },
  result: (check) => {
    const value = check.typeIn("into");
    return value === null ? null : { ...check.input, value };
  },
  graph: (step, input, builder) =>
    builder.processor(step.fullName, input, { rekeys: false, valueChangingForOptimiser: true }),
  emit: (step) => call("convertValue", nameOf(step), typeArgument(step.output.value)),
};
