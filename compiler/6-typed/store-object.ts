/** How a store that a function lists looks in its Python text (runtime.md 2.2, dialect.md 7.5). */
import type { CheckedStore, StoreInFunction } from "../3-check/definition.ts";
import type { ObjectName } from "../language/python/ksml-objects.ts";

export function storeObject({ store }: StoreInFunction): ObjectName {
  return store.kind === "table" ? "tableView" : KINDS[store.store.kind](store.store);
}

type ByKind = (store: CheckedStore) => ObjectName;

const KINDS: Readonly<Record<CheckedStore["kind"], ByKind>> = {
  keyValue: ({ versioned, persistent, timestamped }) => {
    if (versioned && persistent) return "versionedStore";
    return timestamped ? "timestampedStore" : "keyValueStore";
  },
  window: () => "windowStore",
  session: () => "sessionStore",
  custom: () => "customStore",
};
