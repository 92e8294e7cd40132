/** Stores over the life of a service: changelogs, restore, restart, stages nobody declared. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoreSettings } from "../../runtime/dsl/store-definition.ts";
import {
  defineTopology,
  int,
  json,
  keyValueStore,
  stream,
  string,
  type Topology,
} from "../../runtime/index.ts";
import { createEmbeddedClient, EmbeddedBroker } from "../../runtime/kafka/embedded/index.ts";
import { aggregate, groupByKey, peek, to, toStream } from "../../runtime/operations/index.ts";
import { counting, input, output } from "./counting.ts";
import { createTopic, logged, produce, read, runOnce, start, texts } from "./stores-support.ts";

const CHANGELOG = "app-counts-changelog";

let broker: EmbeddedBroker;
let directory: string;
beforeEach(() => {
  broker = new EmbeddedBroker();
  directory = mkdtempSync(join(tmpdir(), "ksmlc-stores-"));
  logged.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Counts them in a store that an aggregation keeps; `look` is called with each count that goes on. */
function aggregating(settings: StoreSettings, look = (): void => {}): Topology {
  const store = keyValueStore({ name: "counts", key: string, value: int, ...settings });
  return defineTopology("t", (topology) => {
    topology
      .pipeline("main")
      .from(input)
      .via(groupByKey())
      .via(
        aggregate({
          initializer: () => 0,
          aggregator: (_key, _value, sum) => Number(sum) + 1,
          store,
          result: int,
        }),
      )
      .via(toStream())
      .via(peek(look))
      .end(to(output));
  });
}

const countsOf = async (): Promise<number[]> =>
  (await read(broker, "out")).map(({ value }) => Buffer.from(value ?? []).readInt32BE(0));

describe("a restart", () => {
  const cases: readonly {
    readonly name: string;
    readonly settings: StoreSettings;
    readonly losesDirectory: boolean;
    readonly goesOn: boolean;
  }[] = [
    { name: "in memory", settings: {}, losesDirectory: false, goesOn: false },
    { name: "in memory, logged", settings: { logging: true }, losesDirectory: false, goesOn: true },
    {
      name: "in memory, logged and cached",
      settings: { logging: true, caching: true },
      losesDirectory: false,
      goesOn: true,
    },
    { name: "on disk", settings: { persistent: true }, losesDirectory: false, goesOn: true },
    {
      name: "on disk and cached",
      settings: { persistent: true, caching: true },
      losesDirectory: false,
      goesOn: true,
    },
    { name: "on a lost disk", settings: { persistent: true }, losesDirectory: true, goesOn: false },
    {
      name: "on a lost disk, logged",
      settings: { persistent: true, logging: true, caching: true },
      losesDirectory: true,
      goesOn: true,
    },
    {
      name: "on disk, logged",
      settings: { persistent: true, logging: true },
      losesDirectory: false,
      goesOn: true,
    },
  ];
  it.each(cases)("of a store $name", async ({ settings, losesDirectory, goesOn }) => {
    await createTopic(broker, "in");
    await produce(broker, "in", [
      ["a", {}],
      ["a", {}],
      ["b", {}],
    ]);
    await runOnce(broker, { topologies: [counting(settings)], stateDirectory: directory });
    if (losesDirectory) rmSync(directory, { recursive: true, force: true });
    await produce(broker, "in", [
      ["a", {}],
      ["b", {}],
    ]);
    await runOnce(broker, { topologies: [counting(settings)], stateDirectory: directory });
    expect(await countsOf()).toEqual([1, 2, 1, ...(goesOn ? [3, 2] : [1, 1])]);
    const client = createEmbeddedClient(broker);
    const topics = await client.admin().describeTopics([CHANGELOG]);
    await client.close();
    expect(topics.has(CHANGELOG)).toBe(settings.logging === true);
  });

  it("restores only what the disk lacks", async () => {
    const settings = { persistent: true, logging: true };
    await createTopic(broker, "in");
    await produce(broker, "in", [
      ["a", {}],
      ["b", {}],
    ]);
    await runOnce(broker, { topologies: [counting(settings)], stateDirectory: directory });
    logged.length = 0;
    await produce(broker, "in", [["a", {}]]);
    await runOnce(broker, { topologies: [counting(settings)], stateDirectory: directory });
    expect(logged.filter((line) => line.includes("Restoring"))).toEqual([]);
    expect(await countsOf()).toEqual([1, 1, 2]);
  });
});

it("goes along when its partition moves to another service", async () => {
  const setting = (folder: string) => ({
    topologies: [counting({ persistent: true, logging: true, caching: true })],
    stateDirectory: join(directory, folder),
    kafka: { "num.stream.threads": "2", "commit.interval.ms": "100" },
  });
  const keys = Array.from({ length: 8 }, (_, i) => i);
  const feed = async (): Promise<void> => {
    for (const i of keys) await produce(broker, "in", [[`k${i}`, {}]], i % 4);
  };
  const outputs = async (): Promise<number> => {
    const all = await Promise.all([0, 1, 2, 3].map((partition) => read(broker, "out", partition)));
    return all.flat().length;
  };
  await createTopic(broker, "in", 4);
  await createTopic(broker, "out", 4);
  await feed();
  const first = await start(broker, setting("first"));
  await expect.poll(outputs).toBe(8);
  const second = await start(broker, setting("second"));
  await expect.poll(() => second.storeStatistics().length, { timeout: 10_000 }).toBeGreaterThan(0);
  await feed();
  await expect.poll(outputs, { timeout: 10_000 }).toBe(16);
  first.stop();
  await first.finished;
  await feed();
  await expect.poll(outputs, { timeout: 10_000 }).toBe(24);
  second.stop();
  await second.finished;
  const last = new Map<string, number>();
  for (const partition of [0, 1, 2, 3]) {
    for (const { key, value } of await read(broker, "out", partition)) {
      last.set(Buffer.from(key ?? []).toString(), Buffer.from(value ?? []).readInt32BE(0));
    }
  }
  expect(Object.fromEntries(last)).toEqual(Object.fromEntries(keys.map((i) => [`k${i}`, 3])));
}, 40_000);

it("begins anew where the changelog does not go as far as the disk", async () => {
  const setting = {
    topologies: [counting({ persistent: true, logging: true })],
    stateDirectory: directory,
  };
  await createTopic(broker, "in");
  await produce(broker, "in", [
    ["a", {}],
    ["a", {}],
  ]);
  await runOnce(broker, setting);
  broker = new EmbeddedBroker();
  await createTopic(broker, "in");
  await produce(broker, "in", [["a", {}]]);
  logged.length = 0;
  await runOnce(broker, setting);
  expect(logged.filter((line) => line.startsWith("warn"))).toEqual([
    `warn [app-1] Store counts of task 0_0 knows its changelog up to offset 2, and ${CHANGELOG}-0 has 0 to 0: it is restored from the beginning`,
  ]);
  expect(await countsOf()).toEqual([1]);
});

describe("a changelog", () => {
  it("has the settings of Kafka Streams, and those of the store on top", async () => {
    await createTopic(broker, "in", 3);
    const settings = { logging: true, logConfig: { "segment.bytes": "104857600" } };
    await runOnce(broker, { topologies: [counting(settings)], stateDirectory: null });
    const client = createEmbeddedClient(broker);
    const admin = client.admin();
    expect(await admin.topicConfig(CHANGELOG)).toMatchObject({
      "cleanup.policy": "compact",
      "message.timestamp.type": "CreateTime",
      "segment.bytes": "104857600",
    });
    expect((await admin.describeTopics([CHANGELOG])).get(CHANGELOG)?.partitions).toBe(3);
    await client.close();
  });

  it("gets one record a key and commit where the store is cached", async () => {
    await createTopic(broker, "in");
    await produce(
      broker,
      "in",
      Array.from({ length: 1000 }, () => ["a", {}]),
    );
    const settings = { persistent: true, logging: true, caching: true, cacheSizeBytes: 1 << 20 };
    const service = await start(broker, {
      topologies: [counting(settings)],
      stateDirectory: directory,
    });
    await service.untilIdle();
    expect(service.storeStatistics()).toMatchObject([
      { store: "counts", partition: 0, entries: 1, cacheLimitBytes: 1 << 20 },
    ]);
    service.stop();
    await service.finished;
    const records = await read(broker, CHANGELOG);
    expect(records.map(({ value }) => Buffer.from(value ?? []).readInt32BE(0))).toEqual([1000]);
  });

  it("warns of other settings, and stops at another number of partitions", async () => {
    await createTopic(broker, "in", 2);
    await createTopic(broker, CHANGELOG, 2, { "cleanup.policy": "delete" });
    await runOnce(broker, { topologies: [counting({ logging: true })], stateDirectory: null });
    expect(logged.filter((line) => line.startsWith("warn"))).toEqual([
      `warn The changelog topic ${CHANGELOG} exists with \`cleanup.policy=delete\`, and the store asks for \`compact\`: change it with \`kafka-configs.sh --alter\` if that matters`,
    ]);
    const other = new EmbeddedBroker();
    await createTopic(other, "in", 2);
    await createTopic(other, CHANGELOG, 1);
    const setting = { topologies: [counting({ logging: true })], stateDirectory: null };
    await expect(start(other, setting)).rejects.toThrow(
      `The changelog topic ${CHANGELOG} has 1 partitions, and its store needs 2`,
    );
  });
});

describe("a store that cannot be opened", () => {
  it("stops the service with the path, and leaves what is there", async () => {
    await createTopic(broker, "in");
    await produce(broker, "in", [["a", {}]]);
    mkdirSync(join(directory, "app", "0_0"), { recursive: true });
    const inTheWay = join(directory, "app", "0_0", "counts");
    writeFileSync(inTheWay, "not a folder");
    const service = await start(broker, {
      topologies: [counting({ persistent: true })],
      stateDirectory: directory,
    });
    await expect(service.finished).rejects.toThrow(`The state in ${inTheWay} cannot be used`);
  });

  it("says so of a damaged database", async () => {
    await createTopic(broker, "in");
    await produce(broker, "in", [["a", {}]]);
    const setting = { topologies: [counting({ persistent: true })], stateDirectory: directory };
    await runOnce(broker, setting);
    writeFileSync(join(directory, "app", "0_0", "counts", "CURRENT"), "nonsense\n");
    const service = await start(broker, setting);
    await expect(service.finished).rejects.toThrow(/counts cannot be used/);
  });
});

describe("an aggregation", () => {
  it("goes on after a restart, and forwards the last value of each key at a commit", async () => {
    const build = (): Topology => aggregating({ persistent: true, caching: true, logging: true });
    await createTopic(broker, "in");
    await produce(broker, "in", [
      ["a", {}],
      ["b", {}],
      ["a", {}],
    ]);
    await runOnce(broker, { topologies: [build()], stateDirectory: directory });
    rmSync(directory, { recursive: true, force: true });
    await produce(broker, "in", [["a", {}]]);
    await runOnce(broker, { topologies: [build()], stateDirectory: directory });
    expect(await countsOf()).toEqual([1, 2, 3]);
  });
});

it("commits nothing of a task whose cache could not be emptied", async () => {
  let isBroken = true;
  const build = (): Topology =>
    aggregating({ caching: true }, () => {
      if (isBroken) throw new Error("broken");
    });
  await createTopic(broker, "in");
  await createTopic(broker, "out");
  await produce(broker, "in", [
    ["a", {}],
    ["a", {}],
  ]);
  const service = await start(broker, {
    topologies: [build()],
    stateDirectory: null,
    kafka: { "commit.interval.ms": "100" },
  });
  await expect(service.finished).rejects.toThrow("broken");
  isBroken = false;
  await runOnce(broker, { topologies: [build()], stateDirectory: null });
  expect(await countsOf()).toEqual([2]);
});

describe("a stage that nobody declared", () => {
  const stage = stream({ topic: "stage", key: string, value: json, implicit: true });
  const last = stream({ topic: "last", key: string, value: json, implicit: true });
  const chain = defineTopology("t", (topology) => {
    topology.pipeline("first").from(input).end(to(stage));
    topology.pipeline("second").from(stage).end(to(last));
  });

  it("is made with the partitions of what is upstream", async () => {
    await createTopic(broker, "in", 4);
    await produce(broker, "in", [["a", { n: 1 }]], 3);
    await runOnce(broker, { topologies: [chain], stateDirectory: null, partitions: null });
    const client = createEmbeddedClient(broker);
    const found = await client.admin().describeTopics(["stage", "last"]);
    await client.close();
    expect([...found.values()].map(({ partitions }) => partitions)).toEqual([4, 4]);
    const all = await Promise.all([0, 1, 2, 3].map((partition) => read(broker, "last", partition)));
    expect(texts(all.flat())).toEqual(['a={"n":1}']);
  });
});

describe("the author's choice of options", () => {
  it("is asked once for each partition that is opened", async () => {
    const calls: string[] = [];
    await createTopic(broker, "in", 2);
    await produce(broker, "in", [["a", {}]], 1);
    await runOnce(broker, {
      topologies: [counting({ persistent: true })],
      stateDirectory: directory,
      kafka: { "rocksdb.config.setter": "org.example.Options" },
      storeOptions: {
        "org.example.Options": {
          setOptions(store, options, config) {
            calls.push(`open ${store} ${config["rocksdb.config.setter"]}`);
            options.cacheBytes = 1 << 20;
          },
          close: (store) => calls.push(`close ${store}`),
        },
      },
    });
    expect(calls).toEqual([
      "open counts org.example.Options",
      "open counts org.example.Options",
      "close counts",
      "close counts",
    ]);
  });

  it("has to be there", async () => {
    await createTopic(broker, "in");
    const setting = {
      topologies: [counting({ persistent: true })],
      stateDirectory: directory,
      kafka: { "rocksdb.config.setter": "org.example.Options" },
    };
    await expect(start(broker, setting)).rejects.toThrow("names `org.example.Options`");
  });
});
