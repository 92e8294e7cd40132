/** Puts the records of another stream between those of this one. KSML and Kafka Streams `merge`. */
import { call, nameOf, topicIn } from "./emitted-call.ts";
import { required, streamRef } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { needsBelow } from "./value-need.ts";

export const merge: Operation = {
  name: "merge",
  aliases: [],
  position: "step",
  accepts: ["stream"],
  naming: "path",
  fields: { stream: required(streamRef) },
  result: (check) => {
    const other = check.streamIn("stream");
    if (other === null) return null;
    check.sameType("stream", "key", other.key, check.input.key);
    check.sameType("stream", "value", other.value, check.input.value);
    return check.input;
  },
  graph: (step, input, builder) => {
    const other = step.arguments.stream;
    if (other?.kind !== "topic") throw new Error(`${step.path} merges no stream`);
    return builder.merge(step.fullName, [input, builder.source(other.topic)]);
  },
  needs: needsBelow,
  emit: (step) => call("merge", nameOf(step), topicIn(step, "stream")),
};
