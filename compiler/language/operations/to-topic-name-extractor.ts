/** Writes each record to the topic that a function names. KSML `toTopicNameExtractor`; Kafka Streams' `to`. */
import { call, functionIn, options } from "./emitted-call.ts";
import { functionOf, optional, required } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { partitionerRole, topicNameExtractorRole } from "./roles.ts";

export const toTopicNameExtractor: Operation = {
  name: "toTopicNameExtractor",
  aliases: [],
  position: "sink",
  accepts: ["stream"],
  naming: "path",
  fields: {
    topicNameExtractor: required(functionOf("topicNameExtractor")),
    partitioner: optional(functionOf("streamPartitioner")),
  },
  result: (check) => {
    const { passed, input } = check;
    check.role("topicNameExtractor", topicNameExtractorRole(passed));
    if (check.has("partitioner")) check.role("partitioner", partitionerRole(passed));
    check.canBeWritten("topicNameExtractor");
    return input;
  },
  graph: (step, input, builder) => {
    builder.dynamicSink(step.fullName, input);
    return null;
  },
  emit: (step) =>
    call(
      "toTopicNameExtractor",
      functionIn(step, "topicNameExtractor", 3),
      options(["partitioner", functionIn(step, "partitioner", 4)]),
    ),
};
