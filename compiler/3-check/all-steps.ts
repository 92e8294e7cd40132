/** All steps of a pipeline or branch, its sink among them: each with those of its branches behind it. */
import type { CheckedBranch, CheckedPipeline, CheckedStep } from "./definition.ts";

type Body = Pick<CheckedPipeline | CheckedBranch, "steps" | "sink">;

export const allSteps = ({ steps, sink }: Body): CheckedStep[] =>
  [...steps, sink].flatMap((step) => [
    step,
    ...Object.values(step.arguments).flatMap((argument) =>
      argument.kind === "branches" ? argument.branches.flatMap(allSteps) : [],
    ),
  ]);
