/** Stores that the author wrote, over the life of a service (dialect.md 9.3). */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  type CustomStore,
  customStore,
  defineTopology,
  int,
  json,
  type KsmlValue,
  pyError,
  type StoreInit,
  stream,
  string,
  type Topology,
  waits,
  withStores,
} from "../../runtime/index.ts";
import { EmbeddedBroker } from "../../runtime/kafka/embedded/index.ts";
import { to, transformValue } from "../../runtime/operations/index.ts";
import { caught, str } from "../../runtime/python/index.ts";
import type { Dict, Value } from "../../runtime/python/value.ts";
import { createTopic, produce, read, runOnce, texts } from "./stores-support.ts";

let broker: EmbeddedBroker;
let directory: string;
const calls: string[] = [];
beforeEach(() => {
  broker = new EmbeddedBroker();
  directory = mkdtempSync(join(tmpdir(), "ksmlc-custom-"));
  calls.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** One JSON file; `max.entries` is a limit. */
class FileStore implements CustomStore {
  readonly persistent = true;
  #path = "";
  #limit = 0;
  readonly #entries = new Map<string, KsmlValue>();

  async open({ name, config, stateDir, partition }: StoreInit): Promise<void> {
    calls.push(`open ${name} ${partition} ${JSON.stringify(config)}`);
    this.#path = join(stateDir, "file.json");
    this.#limit = Number(config["max.entries"]);
    if (!existsSync(this.#path)) return;
    const all = JSON.parse(readFileSync(this.#path, "utf8")) as [string, KsmlValue][];
    for (const [key, value] of all) this.#entries.set(key, value);
  }
  async get(key: KsmlValue): Promise<KsmlValue> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return this.#entries.get(String(key)) ?? null;
  }
  put(key: KsmlValue, value: KsmlValue): void {
    if (this.#entries.size >= this.#limit && !this.#entries.has(String(key))) {
      throw pyError("MemoryError", "the store is full");
    }
    this.#entries.set(String(key), value);
  }
  async delete(key: KsmlValue): Promise<KsmlValue> {
    const before = this.#entries.get(String(key)) ?? null;
    this.#entries.delete(String(key));
    return before;
  }
  async *range(from?: KsmlValue, to?: KsmlValue): AsyncGenerator<[KsmlValue, KsmlValue]> {
    for (const [key, value] of [...this.#entries].sort()) {
      if (value === 13) throw pyError("ValueError", "unlucky");
      if (String(from ?? key) <= key && key <= String(to ?? key)) yield [key, value];
    }
  }
  async flush(): Promise<void> {
    calls.push("flush");
    writeFileSync(this.#path, JSON.stringify([...this.#entries]));
  }
  async close(): Promise<void> {
    calls.push("close");
  }
}

function counting(logging: boolean): Topology {
  const large = customStore({
    name: "large",
    implementation: () => new FileStore(),
    config: { "max.entries": 2, "max.size.bytes": 10_737_418_240 },
    key: string,
    value: int,
    logging,
  });
  const count = async (key: string | null): Promise<Value> => {
    const before = await large.get(key);
    const now = typeof before === "number" ? before + 1 : 1;
    try {
      await large.put(key, now);
    } catch (error) {
      return { error: str(caught(error)) };
    }
    return { count: now };
  };
  return defineTopology("t", (topology) => {
    topology
      .pipeline("main")
      .from(stream({ topic: "in", key: string, value: json }))
      .via(transformValue(waits(withStores(count, large)), json))
      .end(to(stream({ topic: "out", key: string, value: json })));
  });
}

it.each([
  { logging: false, losesDirectory: false, last: 3 },
  { logging: true, losesDirectory: false, last: 3 },
  { logging: false, losesDirectory: true, last: 1 },
  { logging: true, losesDirectory: true, last: 3 },
])("goes on after a restart: %o", async ({ logging, losesDirectory, last }) => {
  await createTopic(broker, "in");
  await produce(broker, "in", [
    ["a", {}],
    ["a", {}],
  ]);
  await runOnce(broker, { topologies: [counting(logging)], stateDirectory: directory });
  expect(calls[0]).toBe('open large 0 {"max.entries":2,"max.size.bytes":10737418240}');
  expect(calls.slice(-2)).toEqual(["flush", "close"]);
  if (losesDirectory) rmSync(directory, { recursive: true, force: true });
  await produce(broker, "in", [["a", {}]]);
  await runOnce(broker, { topologies: [counting(logging)], stateDirectory: directory });
  expect(texts(await read(broker, "out"))).toEqual([
    'a={"count":1}',
    'a={"count":2}',
    `a={"count":${last}}`,
  ]);
});

it("raises in the function that called it", async () => {
  await createTopic(broker, "in");
  await produce(broker, "in", [
    ["a", {}],
    ["b", {}],
    ["c", {}],
  ]);
  await runOnce(broker, { topologies: [counting(false)], stateDirectory: directory });
  expect(texts(await read(broker, "out")).at(-1)).toBe('c={"error":"the store is full"}');
});

it("gives what is between two keys, or all", async () => {
  const large = customStore({
    name: "large",
    implementation: () => new FileStore(),
    config: { "max.entries": 10 },
    key: string,
    value: int,
  });
  const list = async (key: string | null, value: Value): Promise<Value> => {
    await large.put(key, (value as Dict).n ?? null);
    const found: Value[] = [];
    try {
      for (const rows of [large.range("b", "c"), large.all()]) {
        const keys: Value[] = [];
        while (await rows.hasNext()) keys.push((await rows.next())?.key ?? null);
        await rows.close();
        found.push(keys);
      }
    } catch (error) {
      return [str(caught(error))];
    }
    return found;
  };
  const topology = defineTopology("t", (topology) => {
    topology
      .pipeline("main")
      .from(stream({ topic: "in", key: string, value: json }))
      .via(transformValue(waits(withStores(list, large)), json))
      .end(to(stream({ topic: "out", key: string, value: json })));
  });
  await createTopic(broker, "in");
  await produce(broker, "in", [
    ["a", { n: 1 }],
    ["c", { n: 2 }],
    ["b", { n: 3 }],
    ["d", { n: 13 }],
  ]);
  await runOnce(broker, { topologies: [topology], stateDirectory: directory });
  expect(texts(await read(broker, "out"))).toEqual([
    'a=[[],["a"]]',
    'c=[["c"],["a","c"]]',
    'b=[["b","c"],["a","b","c"]]',
    'd=["unlucky"]',
  ]);
});
