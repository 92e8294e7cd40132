/** Rows on disk that were written under schemas which only the registry has now. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { DataType } from "../../runtime/data-types/data-type.ts";
import { keyValueStore, windowStore } from "../../runtime/index.ts";
import { EmbeddedRegistry } from "../../runtime/kafka/embedded/embedded-registry.ts";
import type { JsonValue } from "../../runtime/notations/avro/avro-schema.ts";
import type { Value } from "../../runtime/python/value.ts";
import { type LiveStore, LiveWindowStore } from "../../runtime/stores/live-store.ts";
import { inMemory } from "../../runtime/stores/store-environment.ts";
import type { StoreUse } from "../../runtime/stores/store-uses.ts";
import { TaskStores } from "../../runtime/stores/task-stores.ts";
import { beginRegistries, emittedType } from "./avro-support.ts";

const point = (fields: readonly string[]): JsonValue => ({
  type: "record",
  name: "Point",
  fields: fields.map((name) => ({ name, type: "int", default: 0 })),
});
const OLD = emittedType(point(["x"]));
const NEW = emittedType(point(["x", "y"]));

let directory: string;
let registry: EmbeddedRegistry;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "ksmlc-schemas-"));
  registry = new EmbeddedRegistry();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A process that begins: it knows what it writes itself. */
async function begin(type: DataType): Promise<void> {
  const registries = beginRegistries(registry);
  for (const part of ["key", "value"] as const) await registries.prepareWriting(type, "t", part);
}

const stores = (handle: object): TaskStores =>
  new TaskStores(
    [{ handle, isKept: false } as StoreUse],
    { id: "0_0", partition: 0, record: { topic: "t", partition: 0, offset: 0, timestamp: 0 } },
    { ...inMemory(), stateDirectory: directory },
    () => () => {},
  );

async function visit<T>(handle: object, look: (live: LiveStore) => T): Promise<T> {
  const opened = stores(handle);
  await opened.open();
  try {
    return look(opened.get(handle) as LiveStore);
  } finally {
    await opened.commit();
    await opened.close();
  }
}

it("are read by the next process, in stores of keys and values", async () => {
  const handle = (type: DataType) =>
    keyValueStore({ name: "points", key: type, value: type, persistent: true });
  await begin(OLD);
  await visit(handle(OLD), (live) => void live.put(live.keyOf({ x: 1 }), { x: 2 }, 0));
  for (const expected of [[[1, 2]], [[1, 2]]]) {
    await begin(NEW);
    const found = await visit(handle(NEW), (live) =>
      [...live.layer.entries()].map(([key, entry]) => [xOf(live.key(key)), xOf(live.value(entry))]),
    );
    expect(found).toEqual(expected);
  }
});

it("are read by the next process, in windows", async () => {
  const handle = (type: DataType) =>
    windowStore({
      name: "points",
      key: type,
      value: type,
      windowSizeMs: 1000,
      retentionMs: 60_000,
      persistent: true,
    });
  await begin(OLD);
  await visit(handle(OLD), (live) => {
    if (live instanceof LiveWindowStore) void live.put(live.at({ x: 1 }, 1000), { x: 2 }, 0);
  });
  await begin(NEW);
  const found = await visit(handle(NEW), (live) =>
    [...(live as LiveWindowStore).all()].map(({ key, entry }) => [
      xOf(live.key(key)),
      xOf(live.value(entry)),
    ]),
  );
  expect(found).toEqual([[1, 2]]);
});

const xOf = (value: Value): Value => (value as { readonly x: number }).x;
