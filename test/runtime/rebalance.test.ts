/** What happens to tasks and their stores when the group gives its partitions out anew. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoreSettings } from "../../runtime/dsl/store-definition.ts";
import { Engine } from "../../runtime/engine/engine.ts";
import { defineTopology, int, keyValueStore, string, withStores } from "../../runtime/index.ts";
import { createEmbeddedClient, EmbeddedBroker } from "../../runtime/kafka/embedded/index.ts";
import { to, transformValue } from "../../runtime/operations/index.ts";
import type { Value } from "../../runtime/python/value.ts";
import { MemberStores } from "../../runtime/service/member-stores.ts";
import type { Service } from "../../runtime/service/service.ts";
import { inMemory } from "../../runtime/stores/store-environment.ts";
import { counting, input, output } from "./counting.ts";
import { createTopic, logged, produce, read, type Setting, start } from "./stores-support.ts";

describe("services that come and go", () => {
  let broker: EmbeddedBroker;
  let directory: string;
  let services: Service[] = [];
  let fed = 0;
  const calls: string[] = [];
  beforeEach(async () => {
    fed = 0;
    broker = new EmbeddedBroker();
    directory = mkdtempSync(join(tmpdir(), "ksmlc-rebalance-"));
    logged.length = 0;
    calls.length = 0;
    await createTopic(broker, "in", 4);
    await createTopic(broker, "out", 4);
  });
  afterEach(async () => {
    await Promise.all(services.map(end));
    services = [];
    rmSync(directory, { recursive: true, force: true });
  });

  const begin = async (
    name: string,
    settings: StoreSettings,
    more: Partial<Setting> = {},
  ): Promise<Service> => {
    const service = await start(broker, {
      topologies: [counting(settings)],
      stateDirectory: join(directory, name),
      kafka: {
        "rocksdb.config.setter": "Hook",
        "heartbeat.interval.ms": "200",
        ...more.kafka,
      },
      storeOptions: {
        Hook: {
          setOptions: () => void calls.push(`${name} opens`),
          close: () => calls.push(`${name} closes`),
        },
      },
    });
    services.push(service);
    return service;
  };
  const end = async (service: Service): Promise<void> => {
    service.stop();
    await service.finished;
  };
  const partitionsOf = (service: Service): number[] =>
    service
      .storeStatistics()
      .map(({ partition }) => partition)
      .sort((a, b) => a - b);
  const settled = (service: Service, count: number): Promise<void> =>
    expect.poll(() => partitionsOf(service).length, { timeout: 15_000 }).toBe(count);

  /** One record of one key into each partition. Out: the counts by partition that come of it. */
  const count = async (): Promise<number[]> => {
    for (const i of [0, 1, 2, 3]) await produce(broker, "in", [[`key ${i}`, {}]], i);
    fed++;
    const counts = async (): Promise<Map<string, number[]>> => {
      const found = new Map<string, number[]>();
      for (const partition of [0, 1, 2, 3]) {
        for (const { key, value } of await read(broker, "out", partition)) {
          const name = Buffer.from(key ?? []).toString();
          const all = found.get(name) ?? [];
          found.set(name, [...all, Buffer.from(value ?? []).readInt32BE(0)]);
        }
      }
      return found;
    };
    const total = async (): Promise<number> => [...(await counts()).values()].flat().length;
    await expect.poll(total, { timeout: 15_000 }).toBe(4 * fed);
    const all = await counts();
    return [0, 1, 2, 3].map((i) => all.get(`key ${i}`)?.at(-1) ?? 0);
  };

  it.each([1, 2])(
    "keep what is in memory of tasks that stay, with %i members",
    async (threads) => {
      const kafka = { "num.stream.threads": String(threads) };
      const first = await begin("first", {}, { kafka });
      await settled(first, 4);
      expect(await count()).toEqual([1, 1, 1, 1]);
      const second = await begin("second", {}, { kafka });
      await settled(second, 2);
      await settled(first, 2);
      const kept = partitionsOf(first);
      expect([...kept, ...partitionsOf(second)].sort()).toEqual([0, 1, 2, 3]);
      const isKept = (i: number): boolean => kept.includes(i);
      expect(await count()).toEqual([0, 1, 2, 3].map((i) => (isKept(i) ? 2 : 1)));
      await end(second);
      await settled(first, 4);
      expect(await count()).toEqual([0, 1, 2, 3].map((i) => (isKept(i) ? 3 : 1)));
    },
    60_000,
  );

  it("bring back from the changelog what comes back", async () => {
    const first = await begin("first", { logging: true });
    await settled(first, 4);
    await count();
    const second = await begin("second", { logging: true });
    await settled(second, 2);
    expect(await count()).toEqual([2, 2, 2, 2]);
    await end(second);
    await settled(first, 4);
    expect(await count()).toEqual([3, 3, 3, 3]);
    const restored = logged.filter((line) => line.includes("Restored store"));
    expect(restored.length).toBe(4);
  }, 60_000);

  it("open each store on disk once for as long as it stays", async () => {
    const settings = { persistent: true, logging: true };
    const first = await begin("first", settings);
    await settled(first, 4);
    await count();
    expect(calls).toEqual(Array.from({ length: 4 }, () => "first opens"));
    const second = await begin("second", settings);
    await settled(second, 2);
    await settled(first, 2);
    expect(await count()).toEqual([2, 2, 2, 2]);
    expect([...calls.slice(4)].sort()).toEqual([
      "first closes",
      "first closes",
      "second opens",
      "second opens",
    ]);
    await end(second);
    await settled(first, 4);
    expect(await count()).toEqual([3, 3, 3, 3]);
    await end(first);
    expect(calls.filter((call) => call === "first opens").length).toBe(6);
    expect(calls.filter((call) => call === "first closes").length).toBe(6);
  }, 60_000);

  it("are idle when all of them are through, each with its part", async () => {
    const kafka = { "commit.interval.ms": "100" };
    const first = await begin("first", {}, { kafka });
    await settled(first, 4);
    const second = await begin("second", {}, { kafka });
    await settled(second, 2);
    await settled(first, 2);
    expect(await count()).toEqual([1, 1, 1, 1]);
    await Promise.all([first.untilIdle(), second.untilIdle()]);
  }, 60_000);

  it.each([
    { name: "in memory", settings: {}, expected: ["a1", "a1", "slow1", "slow1"] },
    {
      name: "on disk",
      settings: { persistent: true },
      expected: ["a1", "a2", "slow1", "slow1"],
    },
    {
      name: "with a changelog",
      settings: { logging: true },
      expected: ["a1", "a2", "slow1", "slow2"],
    },
  ])(
    "close what the group took away as of the last commit, $name",
    async ({ settings, expected }) => {
      let isSlow = true;
      const counts = keyValueStore({ name: "counts", key: string, value: int, ...settings });
      const count = (key: string | null): Value => {
        if (key === "slow" && isSlow) {
          isSlow = false;
          // As if its session had ended: the group goes on without the member, which learns it by its next request.
          broker.group("app").leave("app-1-consumer-1");
        }
        const before = counts.get(key);
        const now = typeof before === "number" ? before + 1 : 1;
        counts.put(key, now);
        return now;
      };
      const service = await start(broker, {
        topologies: [
          defineTopology("t", (topology) => {
            topology
              .pipeline("main")
              .from(input)
              .via(transformValue(withStores(count, counts), int))
              .end(to(output));
          }),
        ],
        stateDirectory: directory,
        kafka: {
          "heartbeat.interval.ms": "100",
          "commit.interval.ms": "50",
        },
      });
      services.push(service);
      const written = async (): Promise<string[]> => {
        const all = await Promise.all([0, 1, 2, 3].map((i) => read(broker, "out", i)));
        return all
          .flat()
          .map(
            ({ key, value }) =>
              `${Buffer.from(key ?? []).toString()}${Buffer.from(value ?? []).readInt32BE(0)}`,
          )
          .sort();
      };
      await produce(broker, "in", [["a", {}]]);
      await service.untilIdle();
      await produce(broker, "in", [["slow", {}]]);
      await expect.poll(async () => (await written()).length, { timeout: 10_000 }).toBe(3);
      await produce(broker, "in", [["a", {}]]);
      await expect.poll(written, { timeout: 10_000 }).toEqual(expected);
    },
    40_000,
  );

  it("wait for a store on disk that another member of the service still has open", async () => {
    const environment = { ...inMemory(), stateDirectory: directory };
    const member = (): { engine: Engine; stores: MemberStores } => {
      const engine = new Engine({
        topologies: [counting({ persistent: true })],
        print: () => {},
        stores: environment,
      });
      const client = createEmbeddedClient(broker);
      const options = {
        member: "m",
        admin: client.admin(),
        reader: () => client.reader({ clientId: "m", isolation: "read_committed", settings: {} }),
        monotonic: () => performance.now(),
      } as const;
      return { engine, stores: new MemberStores(options, new Set()) };
    };
    const partition = { topic: "in", partition: 0, position: 0, metadata: "" };
    const [one, other] = [member(), member()];
    await one.stores.begin(one.engine.assign([partition]).made);
    one.engine.suspend();
    const { made } = other.engine.assign([partition]);
    await other.stores.begin(made);
    expect(logged).toContain("info [m] Task 0_0 waits until another member has closed its stores");
    await other.stores.openFree();
    expect(made[0]?.isRunning).toBe(false);
    await one.stores.end(one.engine.assign([]).ended);
    await other.stores.openFree();
    expect(made[0]?.isRunning).toBe(true);
    await other.stores.close(made);
  });
});
