/** Where results of functions may go on as they are. */
import { isAnyJson, isFreeForm } from "../data-types/data-type.ts";
import type { TopologyNode } from "./node.ts";

/**
 * Whether what the function returns may go to the writers of JSON as it is: they order it, and convert what is no JSON. No
 * function sees it meanwhile.
 */
export function canGiveRaw({ spec, output, ports }: TopologyNode): boolean {
  const children = ports.flatMap((port) => port.children);
  return (
    spec.operation === "transformValue" &&
    (isFreeForm(output.value) || output.value.shape.kind === "any") &&
    children.every(
      ({ spec: below, output: written }) =>
        below.operation === "to" &&
        below.serdes === undefined &&
        (below.functions ?? []).length === 0 &&
        isAnyJson(written.value),
    )
  );
}
