/**
 * Gives each record to the first branch whose condition holds; records that no branch takes are dropped.
 * KSML `branch`; Kafka Streams' `split`, whose children are called `<name>0`, `<name>1`, ...
 */
import type { CheckedBranch, CheckedStep } from "../../3-check/definition.ts";
import { call, nameOf } from "./emitted-call.ts";
import type { EmittedArgument, Operation } from "./operation.ts";
import { needsBelowAnd } from "./value-need.ts";

export const branch: Operation = {
  name: "branch",
  aliases: [],
  position: "sink",
  accepts: ["stream"],
  naming: "path",
  fields: {},
  // The check stage walks the branches, as it walks pipelines.
  result: (check) => check.input,
  graph: (step, input, builder) => {
    const split = builder.processor(step.fullName, input, { rekeys: false });
    const branches = branchesOf(step);
    const children = branches.map((_, i) =>
      builder.processor(`${step.fullName}${i}`, split, { rekeys: false }),
    );
    for (const [i, each] of branches.entries()) builder.branch(each, children[i] ?? split);
    return null;
  },
  needs: needsBelowAnd("branches"),
  emit: (step) => call("branch", nameOf(step), ...branchesOf(step).map(emitBranch)),
};

function branchesOf(step: CheckedStep): readonly CheckedBranch[] {
  const { branches } = step.arguments;
  return branches?.kind === "branches" ? branches.branches : [];
}

function emitBranch(each: CheckedBranch): EmittedArgument {
  const body: EmittedArgument = { kind: "branch", branch: each };
  if (each.predicate === null) return { kind: "call", call: call("otherwise", body) };
  const condition: EmittedArgument = { kind: "function", function: each.predicate, supplied: 2 };
  return { kind: "call", call: call("when", condition, body) };
}
