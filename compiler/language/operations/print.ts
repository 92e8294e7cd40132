/** Writes each record as a line to standard output or a file. KSML and Kafka Streams `print`. */
import { call, functionIn, nameOf, options, textIn } from "./emitted-call.ts";
import { functionOf, optional, text } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { mapperRole, STRING } from "./roles.ts";

export const print: Operation = {
  name: "print",
  aliases: [],
  position: "sink",
  accepts: ["stream"],
  naming: "path",
  fields: {
    filename: optional(text),
    label: optional(text),
    mapper: optional(functionOf("keyValuePrinter")),
  },
  result: (check) => {
    if (check.has("mapper")) check.role("mapper", mapperRole(check.passed, STRING));
    return check.input;
  },
  graph: (step, input, builder) => {
    builder.processor(step.fullName, input, { rekeys: false });
    return null;
  },
  emit: (step) =>
    call(
      "print",
      options(
        ["name", nameOf(step)],
        ["filename", textIn(step, "filename")],
        ["label", textIn(step, "label")],
        ["mapper", functionIn(step, "mapper", 2)],
      ),
    ),
};
