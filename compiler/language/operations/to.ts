/** Writes the records to a topic. KSML and Kafka Streams `to`. */
import { call, topicIn } from "./emitted-call.ts";
import { required, targetRef } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { needsOfJson } from "./value-need.ts";

export const to: Operation = {
  name: "to",
  aliases: [],
  position: "sink",
  accepts: ["stream"],
  naming: "path",
  fields: { to: required(targetRef) },
  result: (check) => {
    check.fitsTarget("to");
    return check.input;
  },
  graph: (step, input, builder) => {
    const target = step.arguments.to;
    if (target?.kind !== "topic") throw new Error(`${step.path} has no target`);
    builder.sink(step.fullName, input, target.topic.topic);
    return null;
  },
  needs: needsOfJson,
  emit: (step) => call("to", topicIn(step, "to")),
};
