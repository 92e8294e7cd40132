/** Converts key and value of each record to other types. KSML `convertKeyValue`; Kafka Streams' `map`. */
import { call, nameOf, typeArgument } from "./emitted-call.ts";
import { required, typeText } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { outputPair, pairIn } from "./pair.ts";

export const convertKeyValue: Operation = {
  name: "convertKeyValue",
  aliases: [],
  position: "step",
  accepts: ["stream"],
  naming: "path",
  fields: { into: required(typeText) },
  result: (check) => {
    const into = check.typeIn("into");
    if (into === null) return null;
    const pair = pairIn(into.dataType);
    if (pair === null)
      return check.wrongResult("into", into, "a tuple of two, such as `(string, json)`");
    return { ...check.input, rekeyed: true, key: pair[0], value: pair[1] };
  },
  graph: (step, input, builder) =>
    builder.processor(step.fullName, input, { rekeys: true, keyChangingForOptimiser: true }),
  emit: (step) => call("convertKeyValue", nameOf(step), typeArgument(outputPair(step))),
};
