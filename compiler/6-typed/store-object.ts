/** How a store that a function lists looks in its Python text (runtime.md 2.2, dialect.md 7.5). */
import type { CheckedStore, StoreInFunction } from "../3-check/definition.ts";
import { hasMethod, type ObjectName } from "../language/python/ksml-objects.ts";
import { mayBe, membersOf, type PyType } from "../language/python/type.ts";
import type { Program } from "./program.ts";

export function storeObject({ store }: StoreInFunction): ObjectName {
  return store.kind === "table" ? "tableView" : KINDS[store.store.kind](store.store);
}

/** Notes a store that is more than the receiver of a call: from there on it may be wherever a value is. */
export function noteStoreValue(program: Program, type: PyType): void {
  if (program.storesAreValues || !membersOf(type).some(isLikeDict)) return;
  program.storesAreValues = true;
  program.changed = true;
}

/** Whether `x.get(key)` may be asked of a store where it may be asked of a dict. */
export const mayBeStore = (program: Program, type: PyType): boolean =>
  mayBe(type, "object") && (type.kind !== "any" || program.storesAreValues);

const isLikeDict = (type: PyType): boolean => type.kind === "object" && hasMethod(type.name, "get");

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
