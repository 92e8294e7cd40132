/** Global tables over the life of a service: what is joined, restarts, and what cannot be read. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  defineTopology,
  globalTable,
  int,
  json,
  stream,
  string,
  type Topology,
  withStores,
} from "../../runtime/index.ts";
import { createEmbeddedClient, EmbeddedBroker } from "../../runtime/kafka/embedded/index.ts";
import { join as joinTable, to, transformValue } from "../../runtime/operations/index.ts";
import { encodeRecords } from "../../runtime/record-batch/records.ts";
import {
  createTopic,
  logged,
  produce,
  read,
  runOnce,
  type Setting,
  start,
  texts,
} from "./stores-support.ts";

const input = stream({ topic: "in", key: string, value: json });
const output = stream({ topic: "out", key: string, value: string });

/** Says which rows the table has, for each record. */
function listing(persistent: boolean): Topology {
  const rows = globalTable({ topic: "rows", key: string, value: int, store: { persistent } });
  const list = (): string => {
    const found: string[] = [];
    const all = rows.all();
    for (let row = all.next(); row !== null; row = all.next()) {
      const { key, value } = row as { readonly key: string; readonly value: number };
      found.push(`${key}=${value}`);
    }
    return found.join(" ");
  };
  return defineTopology("t", (topology) => {
    topology
      .pipeline("main")
      .from(input)
      .via(transformValue(withStores(list, rows), string))
      .end(to(output));
  });
}

let broker: EmbeddedBroker;
let directory: string;
beforeEach(async () => {
  broker = new EmbeddedBroker();
  directory = mkdtempSync(join(tmpdir(), "ksmlc-global-"));
  logged.length = 0;
  await createTopic(broker, "in");
  await createTopic(broker, "rows", 2);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const setting = (): Setting => ({ topologies: [listing(true)], stateDirectory: directory });

async function put(key: string, value: number | "nonsense" | null, partition = 0): Promise<void> {
  const bytes = Buffer.alloc(value === "nonsense" ? 3 : 4);
  if (typeof value === "number") bytes.writeInt32BE(value);
  const client = createEmbeddedClient(broker);
  const producer = client.producer({ clientId: "test", idempotent: true, settings: {} });
  const record = {
    key: Buffer.from(key),
    value: value === null ? null : bytes,
    timestamp: 1,
    headers: [],
  };
  await producer.send([{ topic: "rows", partition, batch: encodeRecords([record]) }]);
  await client.close();
}

/** What the table has now, as a service sees it that starts. */
async function seen(): Promise<string> {
  await produce(broker, "in", [["a", {}]]);
  await runOnce(broker, setting());
  const last = (await read(broker, "out")).at(-1);
  return Buffer.from(last?.value ?? []).toString();
}

const loaded = (): string[] =>
  logged.flatMap((line) => /Loaded global tables of rows: (\d+) records/.exec(line)?.[1] ?? []);

it("on disk reads only what is new after a restart", async () => {
  await put("a", 1, 0);
  await put("b", 2, 1);
  expect(await seen()).toBe("a=1 b=2");
  await put("a", null, 0);
  await put("c", 3, 1);
  expect(await seen()).toBe("b=2 c=3");
  expect(await seen()).toBe("b=2 c=3");
  expect(loaded()).toEqual(["2", "2", "0"]);
});

it("on disk keeps what came while the service ran", async () => {
  await put("a", 1);
  const service = await start(broker, setting());
  await put("b", 2);
  await expect.poll(() => service.storeStatistics()[0]?.entries).toBe(2);
  service.stop();
  await service.finished;
  expect(await seen()).toBe("a=1 b=2");
  expect(loaded()).toEqual(["1", "0"]);
});

it("on disk is loaded anew where the topic is another one", async () => {
  await put("a", 1);
  await put("b", 2);
  await seen();
  broker = new EmbeddedBroker();
  await createTopic(broker, "in");
  await createTopic(broker, "rows", 2);
  await put("c", 3);
  logged.length = 0;
  expect(await seen()).toBe("c=3");
  expect(loaded()).toEqual(["1"]);
  expect(logged.filter((line) => line.startsWith("warn"))).toEqual([
    "warn What the disk has of the global table of rows does not fit what the topic has now: it is loaded from the beginning",
  ]);
});

it("stops the service at a record that cannot be read, once it is there", async () => {
  await put("a", 1);
  const service = await start(broker, setting());
  const ended = expect(service.finished).rejects.toThrow(
    "Deserialization failed. taskId=-1_-1, topic=rows, partition=0, offset=1",
  );
  await put("a", "nonsense");
  await ended;
});

it("leaves out what cannot be read where the handler says so, and keeps the row", async () => {
  await put("a", 1);
  const service = await start(broker, { ...setting(), consume: "continueOnFail" });
  await put("a", "nonsense");
  await put("b", 2);
  await expect.poll(() => service.storeStatistics()[0]?.entries).toBe(2);
  service.stop();
  await service.finished;
  expect(logged.some((line) => line.startsWith("error Deserialization error:"))).toBe(true);
  expect(await seen()).toBe("a=1 b=2");
});

it("is there before the first record, and follows its topic", async () => {
  const products = globalTable({ topic: "products", key: string, value: json });
  const joined = stream({ topic: "joined", key: string, value: json });
  const topology = defineTopology("t", (builder) => {
    builder
      .pipeline("main")
      .from(input)
      .via(
        joinTable(products, {
          mapper: (_key, value) => (value as { p: string }).p,
          valueJoiner: (_key, value, product) => ({ value, product }),
          result: json,
        }),
      )
      .end(to(joined));
  });
  await createTopic(broker, "products", 3);
  await produce(broker, "products", [["p1", { name: "one" }]], 0);
  await produce(broker, "products", [["p2", { name: "two" }]], 2);
  await produce(broker, "in", [
    ["a", { p: "p1" }],
    ["b", { p: "p2" }],
    ["c", { p: "p3" }],
  ]);
  const service = await start(broker, { topologies: [topology], stateDirectory: null });
  await service.untilIdle();
  await produce(broker, "products", [["p3", { name: "three" }]], 1);
  await expect
    .poll(() => service.storeStatistics().find(({ store }) => store === "products")?.entries)
    .toBe(3);
  await produce(broker, "in", [["d", { p: "p3" }]]);
  await service.untilIdle();
  service.stop();
  await service.finished;
  expect(texts(await read(broker, "joined"))).toEqual([
    'a={"product":{"name":"one"},"value":{"p":"p1"}}',
    'b={"product":{"name":"two"},"value":{"p":"p2"}}',
    'd={"product":{"name":"three"},"value":{"p":"p3"}}',
  ]);
});
