/** A topology that counts, for tests of what happens to its store. */
import type { StoreSettings } from "../../runtime/dsl/store-definition.ts";
import {
  defineTopology,
  int,
  json,
  keyValueStore,
  stream,
  string,
  type Topology,
  waits,
  withStores,
} from "../../runtime/index.ts";
import { to, transformValue } from "../../runtime/operations/index.ts";
import type { Value } from "../../runtime/python/value.ts";

export const input = stream({ topic: "in", key: string, value: json });
export const output = stream({ topic: "out", key: string, value: int });

/** Counts the records of each key in a store that the function keeps itself. */
export function counting(settings: StoreSettings, wait?: () => Promise<void>): Topology {
  const counts = keyValueStore({ name: "counts", key: string, value: int, ...settings });
  const count = (key: string | null): Value => {
    const before = counts.get(key);
    const now = typeof before === "number" ? before + 1 : 1;
    counts.put(key, now);
    return now;
  };
  const mapper =
    wait === undefined
      ? withStores(count, counts)
      : withStores(
          waits(async (key: string | null): Promise<Value> => {
            await wait();
            return count(key);
          }),
          counts,
        );
  return defineTopology("t", (topology) => {
    topology.pipeline("main").from(input).via(transformValue(mapper, int)).end(to(output));
  });
}
