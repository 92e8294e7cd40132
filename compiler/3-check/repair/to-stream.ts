/**
 * The step `toStream` where a table meets a step or sink that takes streams only (dialect.md A29). In: the step that
 * follows. Out: the step's tree, which is checked like one that the author wrote, at the place that it would have.
 */
import { TextOrigin } from "../../1-source/source-file.ts";
import { type Report, tell } from "../../2-syntax/place.ts";
import type { StepTree } from "../../2-syntax/tree.ts";
import type { Operation } from "../../language/operations/operation.ts";
import type { StreamType } from "../definition.ts";

export const needsToStream = (operation: Operation, { kind }: StreamType): boolean =>
  kind === "table" &&
  operation.accepts.includes("stream") &&
  !operation.accepts.includes("table") &&
  !(operation.acceptsLater ?? []).includes("table");

/** `number`: of the step in its pipeline, from 1. */
export function toStreamBefore(next: StepTree, number: number, report: Report): StepTree {
  const span = next.type?.span ?? next.span;
  const operation = next.type?.value ?? next.shortName;
  tell({ path: next.path, report }, "dialect/to-stream", span, { operation });
  return {
    position: "step",
    shortName: `step${number}`,
    path: next.path,
    type: { value: "toStream", span, origin: TextOrigin.straight(span.file, span.start) },
    explicitName: null,
    onNone: null,
    fields: new Map(),
    branches: [],
    form: "2.0",
    comment: null,
    span,
  };
}
