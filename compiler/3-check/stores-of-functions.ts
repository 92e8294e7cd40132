/**
 * What the names in a function's `stores` mean (dialect.md 5.3): a declared store, the store of a table under its topic's
 * name, a table read as a store, or a store of the author's module.
 */
import { type Place as Spot, tell } from "../2-syntax/place.ts";
import type { FunctionTree, Text } from "../2-syntax/tree.ts";
import type { Stores } from "./check-store.ts";
import type { Topics } from "./check-topic.ts";
import type { CheckedStore, StoreInFunction } from "./definition.ts";
import { isPythonName } from "./name-anonymous.ts";
import { isReadPlain } from "./plain-get.ts";

/** Null: one of them has an error, which was told. */
export function storesOfFunction(
  names: readonly Text[],
  tree: FunctionTree,
  { stores, topics }: { readonly stores: Stores; readonly topics: Topics },
  spot: Spot,
): readonly StoreInFunction[] | null {
  const found = names.map((name): StoreInFunction | null => {
    const { value, span } = name;
    if (!isPythonName(value)) {
      tell(spot, "name/not-a-python-name", span, { name: value });
      return null;
    }
    const plain = tree.form === "dialect" && isReadPlain(value, tree);
    const inFunction = (store: CheckedStore): StoreInFunction => ({
      name: value,
      store: { kind: "store", store },
      plain,
      span,
    });
    const declared = stores.declared(value);
    if (declared === "lost") return null;
    if (declared !== undefined) return inFunction(declared.checked);
    const table = topics.tableOf(value);
    if (table?.store != null) return inFunction(table.store);
    const topic = topics.declared(value);
    if (topic === "lost") return null;
    if (topic !== undefined && topic.checked.kind !== "stream")
      return { name: value, store: { kind: "table", topic: topic.checked }, plain: true, span };
    return inFunction(stores.external(name, stores.near(value), spot));
  });
  const whole = found.filter((each) => each !== null);
  return whole.length < found.length ? null : whole;
}

/** KSML's `get` of a store that an operation owns gives value and time: not built, where the text counts on it. */
export function tellTimed(
  functions: readonly { readonly stores: readonly StoreInFunction[]; readonly path: string }[],
  stores: Stores,
  root: Spot,
): void {
  for (const { stores: used, path } of functions) {
    for (const { store, plain, span } of used) {
      if (plain || store.kind !== "store" || !stores.isOwned(store.store)) continue;
      const construct = "the times that a table's store keeps with its values";
      tell({ path: `${path}.stores`, report: root.report }, "store/not-built-yet", span, {
        construct,
      });
    }
  }
}
