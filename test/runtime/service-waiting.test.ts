/** A service on the embedded broker whose functions wait: who goes on, what is committed, how it stops (design.md 4). */
import { afterEach, describe, expect, it } from "vitest";
import { setLogSink } from "../../runtime/dsl/logger.ts";
import { defineProducers, defineTopology, stream, string, waits } from "../../runtime/index.ts";
import { createEmbeddedClient, EmbeddedBroker } from "../../runtime/kafka/embedded/index.ts";
import type { KafkaClient } from "../../runtime/kafka/port.ts";
import { peek, to } from "../../runtime/operations/index.ts";
import { sleep } from "../../runtime/python/sleep.ts";
import { threading } from "../../runtime/python/threading.ts";
import { tupleOf } from "../../runtime/python/tuple.ts";
import { encodeRecords } from "../../runtime/record-batch/records.ts";
import { resolveConfiguration } from "../../runtime/service/configuration.ts";
import type { Definitions } from "../../runtime/service/definitions.ts";
import { Service } from "../../runtime/service/service.ts";

const input = stream({ topic: "in", key: string, value: string });
const output = stream({ topic: "out", key: string, value: string });

let client: KafkaClient | null = null;
afterEach(async () => {
  setLogSink({ isEnabled: () => false, write: () => {} });
  await client?.close();
  client = null;
});

/** A gate that holds records back until it is opened. */
function gate(): { pass: () => Promise<void>; open: () => void; isReached: () => boolean } {
  let isReached = false;
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const pass = (): Promise<void> => {
    isReached = true;
    return opened;
  };
  return { pass, open, isReached: () => isReached };
}

async function started(definitions: Definitions, kafka = {}): Promise<Setting> {
  const broker = new EmbeddedBroker();
  client = createEmbeddedClient(broker);
  const admin = client.admin();
  await admin.createTopics(
    ["in", "out"].map((topic) => ({ topic, partitions: 2, replicationFactor: -1, config: {} })),
  );
  const producer = client.producer({ clientId: "feed", idempotent: true, settings: {} });
  const feed = async (partition: number, ...values: string[]): Promise<void> => {
    const records = values.map((value) => ({
      key: Buffer.from("k"),
      value: Buffer.from(value),
      timestamp: 1000,
      headers: [],
    }));
    await producer.send([{ topic: "in", partition, batch: encodeRecords(records) }]);
  };
  const service = await Service.start({
    configuration: resolveConfiguration(
      "app",
      { kafka: { "commit.interval.ms": "50", "auto.offset.reset": "earliest", ...kafka } },
      {},
    ),
    definitions,
    client: createEmbeddedClient(broker),
    brokers: "the embedded broker",
    createTopics: 2,
    print: () => {},
    now: Date.now,
    monotonic: () => performance.now(),
  });
  const committed = async (partition: number): Promise<number> => {
    const [offset] = await admin.committedOffsets("app", [{ topic: "in", partition }]);
    return offset ?? 0;
  };
  return { service, broker, feed, committed };
}

interface Setting {
  readonly service: Service;
  readonly broker: EmbeddedBroker;
  readonly feed: (partition: number, ...values: string[]) => Promise<void>;
  readonly committed: (partition: number) => Promise<number>;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not become so");
}

describe("a service whose function waits", () => {
  const slowAt = (held: string, hold: () => Promise<void>, seen: string[]): Definitions => {
    const look = waits(async (_key: string | null, value: string | null): Promise<null> => {
      if (value === held) await hold();
      seen.push(value ?? "");
      return null;
    });
    const topology = defineTopology("garden", (t) =>
      t.pipeline("p").from(input).via(peek(look)).end(to(output)),
    );
    return { topologies: [topology], producers: [] };
  };

  it("goes on with other partitions, keeps the order of its own, and commits what is through", async () => {
    const { pass, open } = gate();
    const seen: string[] = [];
    const { service, feed, committed } = await started(slowAt("a1", pass, seen));
    await feed(0, "a0", "a1", "a2");
    await feed(1, "b0", "b1", "b2");
    await until(() => seen.length === 4);
    expect(seen.filter((value) => value.startsWith("b"))).toEqual(["b0", "b1", "b2"]);
    await until(async () => (await committed(1)) === 3);
    expect(await committed(0)).toBe(1);
    await feed(1, "b3");
    await until(() => seen.includes("b3"));
    open();
    await until(() => seen.length === 7);
    expect(seen.filter((value) => value.startsWith("a"))).toEqual(["a0", "a1", "a2"]);
    service.stop();
    await service.finished;
    expect(await committed(0)).toBe(3);
  });

  it("finishes the record in hand when it is stopped, and no other", async () => {
    const { pass, open, isReached } = gate();
    const seen: string[] = [];
    const { service, feed, committed } = await started(slowAt("a1", pass, seen));
    await feed(0, "a0", "a1", "a2");
    await until(isReached);
    service.stop();
    setTimeout(open, 50);
    await service.finished;
    expect(seen).toEqual(["a0", "a1"]);
    expect(await committed(0)).toBe(2);
  });

  it("is not idle while a record waits", async () => {
    const { pass, open } = gate();
    const seen: string[] = [];
    const { service, feed } = await started(slowAt("a0", pass, seen));
    await feed(0, "a0");
    let isIdle = false;
    const idle = service.untilIdle().then(() => {
      isIdle = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(isIdle).toBe(false);
    open();
    await idle;
    expect(seen).toEqual(["a0"]);
    service.stop();
    await service.finished;
  });

  it("stops at a record that fails after a wait, and commits up to it", async () => {
    const failing = waits(async (_key: string | null, value: string | null): Promise<null> => {
      await Promise.resolve();
      if (value === "a1") throw new Error("dry");
      return null;
    });
    const topology = defineTopology("garden", (t) =>
      t.pipeline("p").from(input).via(peek(failing)).end(to(output)),
    );
    const { service, feed, committed } = await started({ topologies: [topology], producers: [] });
    await feed(0, "a0", "a1", "a2");
    await expect(service.finished).rejects.toThrow(/ : dry$/);
    expect(await committed(0)).toBe(1);
  });
});

describe("a generator that waits", () => {
  it("is waited for", async () => {
    const generator = waits(async () => {
      await sleep(0.01);
      return tupleOf("k", "v");
    });
    const producers = defineProducers("garden", (p) =>
      p.produce("p", { generator, to: output, count: 2 }),
    );
    const { service, broker } = await started({ topologies: [], producers: [producers] });
    await service.finished;
    const reading = createEmbeddedClient(broker);
    const ends = await reading.admin().listOffsets(
      [0, 1].map((partition) => ({ topic: "out", partition })),
      "latest",
    );
    await reading.close();
    expect(ends.reduce<number>((sum, end) => sum + (end ?? 0), 0)).toBe(2);
  });
});

describe("threads of a service", () => {
  it("begin before the first record, go on beside records, and end with the service", async () => {
    const notes: string[] = [];
    const watching = threading.Thread({
      target: async () => {
        for (;;) {
          notes.push("watch");
          await sleep(0.02);
        }
      },
      daemon: true,
    });
    const topology = defineTopology("garden", (t) =>
      t
        .pipeline("p")
        .from(input)
        .via(peek((_key, value) => void notes.push(value ?? "")))
        .end(to(output)),
    );
    const { service, feed } = await started({
      topologies: [topology],
      producers: [],
      threads: [watching],
    });
    expect(notes[0]).toBe("watch");
    await feed(0, "a");
    await until(() => notes.includes("a") && notes.lastIndexOf("watch") > notes.indexOf("a"));
    service.stop();
    await service.finished;
    const last = notes.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(notes.length).toBe(last);
  });
});
