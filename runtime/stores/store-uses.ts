/** Which stores and tables the nodes of a topology use, by their handles. */
import { storesOf } from "../dsl/function-marks.ts";
import type { TopologyNode } from "../dsl/node.ts";
import { CustomStoreHandle } from "./handles/custom-store.ts";
import { KeyValueStore, TimestampedKeyValueStore } from "./handles/key-value-store.ts";
import { GlobalTable } from "./handles/table-view.ts";
import { WindowStore } from "./handles/window-store.ts";

/** A store that belongs to the tasks of a sub-topology. */
export type TaskStoreHandle =
  | KeyValueStore
  | TimestampedKeyValueStore
  | WindowStore
  | CustomStoreHandle;

export interface StoreUse {
  readonly handle: TaskStoreHandle;
  /** An operation keeps it: its entries have timestamps, as far as the store can hold them (streams.md 4.1). */
  readonly isKept: boolean;
}

const KINDS = [KeyValueStore, TimestampedKeyValueStore, WindowStore, CustomStoreHandle] as const;

const isTaskStore = (handle: object): handle is TaskStoreHandle =>
  KINDS.some((kind) => handle instanceof kind);

/** The handles that a node is connected to: those of its operation first. */
function handlesOf({ spec }: TopologyNode): readonly object[] {
  return [...(spec.stores ?? []), ...(spec.functions ?? []).flatMap((fn) => [...storesOf(fn)])];
}

/** The stores that a node shares with all others that name them. */
export const sharedStoresOf = (node: TopologyNode): readonly object[] =>
  handlesOf(node).filter(isTaskStore);

/** Each once, in the order of the nodes. */
export function storeUses(nodes: Iterable<TopologyNode>): readonly StoreUse[] {
  const uses = new Map<object, StoreUse>();
  for (const node of nodes) {
    for (const handle of handlesOf(node)) {
      if (!isTaskStore(handle)) continue;
      const isKept = (node.spec.stores ?? []).includes(handle) || uses.get(handle)?.isKept === true;
      uses.set(handle, { handle, isKept });
    }
  }
  return [...uses.values()];
}

/** Each once. */
export function globalTablesOf(nodes: Iterable<TopologyNode>): readonly GlobalTable[] {
  const tables = new Set<GlobalTable>();
  for (const node of nodes) {
    for (const handle of handlesOf(node)) if (handle instanceof GlobalTable) tables.add(handle);
  }
  return [...tables];
}

export const changelogTopic = (applicationId: string, store: string): string =>
  `${applicationId}-${store}-changelog`;
