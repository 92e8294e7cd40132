/** Makes the stream known under a name that later pipelines read `from`. No node of its own. */
import { call, textIn } from "./emitted-call.ts";
import { required, text } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { needsBelow } from "./value-need.ts";

export const as: Operation = {
  name: "as",
  aliases: [],
  position: "sink",
  accepts: ["stream", "table", "globalTable"],
  naming: "path",
  namedBy: "as",
  fields: { as: required(text) },
  result: (check) => {
    check.register("as");
    return check.input;
  },
  graph: (step, input, builder) => {
    const name = step.arguments.as;
    if (name?.kind !== "text") throw new Error(`${step.path} has no name`);
    builder.register(name.value, input);
    return null;
  },
  needs: needsBelow,
  emit: (step) => call("as", textIn(step, "as")),
};
