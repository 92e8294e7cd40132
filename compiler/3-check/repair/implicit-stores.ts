/**
 * The store of an aggregation that names none (dialect.md S1). In: the step. Out: a store like the one that Kafka Streams
 * made when KSML did not ask for one, and a warning with its name, which changes when steps are added before it.
 */
import { tell } from "../../2-syntax/place.ts";
import type { StepPlace } from "../check-step.ts";
import type { StoreEntry } from "../check-store.ts";
import type { CheckContext } from "../context.ts";

export function implicitStore(
  operation: string,
  { place, path, span }: StepPlace,
  { stores, report }: CheckContext,
): StoreEntry {
  const store = implicitStoreName(operation, place);
  tell({ path, report }, "dialect/implicit-store", span, { operation, store });
  return stores.implicit(store, path, span);
}

/** `<pipeline>_<step number>_<operation>`; of a step of a branch the branch's place in between. */
function implicitStoreName(operation: string, place: readonly string[]): string {
  // "pipelines" stands in front, "via" and "step2" at the end.
  const number = (place.at(-1) ?? "").replace(/^step/, "");
  return [...place.slice(1, -2), number, operation].join("_");
}
