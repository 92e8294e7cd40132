/** Makes a record of each change of a table. KSML and Kafka Streams `toStream`. */
import { call, nameOf } from "./emitted-call.ts";
import { notBuilt } from "./field-spec.ts";
import type { Operation } from "./operation.ts";

export const toStream: Operation = {
  name: "toStream",
  aliases: [],
  position: "step",
  accepts: ["table"],
  naming: "path",
  fields: { mapper: notBuilt("`mapper` of `toStream`") },
  result: (check) => ({ ...check.input, kind: "stream", rekeyed: false }),
  graph: (step, input, builder) => builder.processor(step.fullName, input, { rekeys: false }),
  emit: (step) => call("toStream", nameOf(step)),
};
