/** How a store that a function lists looks in its Python text (runtime.md 2.2, dialect.md 7.5). */
import type { CheckedStore, StoreInFunction } from "../3-check/definition.ts";
import type { ObjectName } from "../language/python/ksml-objects.ts";

export function storeObject({ store, plain }: StoreInFunction): ObjectName {
  return store.kind === "table" ? "tableView" : KINDS[store.store.kind](store.store, plain);
}

type ByKind = (store: CheckedStore, plain: boolean) => ObjectName;

const KINDS: Readonly<Record<CheckedStore["kind"], ByKind>> = {
  keyValue: ({ versioned, persistent, timestamped }, plain) => {
    if (versioned && persistent) return "versionedStore";
    return timestamped && !plain ? "timestampedStore" : "keyValueStore";
  },
  window: ({ timestamped, origin }, plain) =>
    timestamped && origin !== "declared" && !plain ? "timestampedWindowStore" : "windowStore",
  session: () => "sessionStore",
  custom: () => "customStore",
};
