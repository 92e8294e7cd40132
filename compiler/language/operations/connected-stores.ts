/** The stores that the functions of a step use: its node is connected to them. A global table needs no connection. */
import type { CheckedStep, StoreInFunction } from "../../3-check/definition.ts";

export const connectedStores = (step: CheckedStep): readonly string[] => [
  ...new Set(
    Object.values(step.arguments).flatMap((argument) =>
      argument.kind === "function" ? argument.function.stores.flatMap(nameOf) : [],
    ),
  ),
];

function nameOf({ store: used }: StoreInFunction): string[] {
  if (used.kind === "store") return [used.store.name];
  const { kind, store } = used.topic;
  return kind === "globalTable" || store === null ? [] : [store.name];
}
