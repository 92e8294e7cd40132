/** `pipeline`: streams, steps, sinks, producers. Sorted by code. */
import { error, info, LATER, type Row, warning } from "./row.ts";

export const pipelineRows = {
  "pipeline/join-key": error(
    "The keys of `{table}` are `{other}`, and the ones that come here are `{own}`: a join needs one type.",
    "convert the key before, with `convertKey`",
  ),
  "pipeline/merge-type": error(
    "Streams can be merged when their types are the same: the {part} is `{own}` here and `{other}` there.",
    "convert one of them first, in a pipeline of its own",
  ),
  "pipeline/missing-key": error("{place} needs the key `{key}`.", "add `{key}:`"),
  "pipeline/no-effect": warning("`{key}` has no effect here: {reason}.", "remove it"),
  "pipeline/no-topic": error("The stream `{stream}` names no topic.", "add `topic:`"),
  "pipeline/not-built-yet": info("This version of ksmlc does not handle {construct} yet.", LATER),
  "pipeline/offset-reset": error(
    "`{value}` is no offset reset policy.",
    "use `earliest`, `latest`, `none` or `by_duration:` with a duration, such as `by_duration:30d`",
  ),
  "pipeline/producer-type": error(
    "A producer writes to `{stream}`, so it needs a `{key}`.",
    "add `{key}:` with the type of what is written",
  ),
  "pipeline/several-sinks": error(
    "The pipeline `{pipeline}` has more than one sink: `{first}` and `{second}`.",
    "keep one of them, or write a pipeline of its own for each",
  ),
  "pipeline/source-type": error(
    "A pipeline reads `{stream}`, so it needs a `{key}`.",
    "add `{key}:` with the type of the topic's records",
  ),
  "pipeline/stream-kind": error("`{operation}` takes {wanted}, and what comes here is {found}."),
  "pipeline/target-type": error(
    "`{target}` takes a {part} of the type `{declared}`, and the pipeline brings `{given}`.",
    "convert it before, with `convertKey` or `convertValue`, or change the type of the target",
  ),
  "pipeline/topic-kind": error(
    "The topic `{topic}` is {first} already, so that it cannot be read as {found}.",
    "read it in one way only",
  ),
  "pipeline/topic-type": error(
    "`{topic}` is read with a {part} of the type `{first}` already, which `{found}` does not take.",
    "give both the same type",
  ),
  "pipeline/wrong-type": error("`{operation}` needs {wanted}, not `{found}`."),
} as const satisfies Record<`pipeline/${string}`, Row>;
