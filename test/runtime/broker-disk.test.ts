/** The embedded broker with a folder: what was acknowledged is there for the next one, also after a torn write. */
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createEmbeddedClient, EmbeddedBroker } from "../../runtime/kafka/embedded/index.ts";
import type { KafkaClient } from "../../runtime/kafka/port.ts";
import { outgoing, producerOf, Reader } from "../conformance/client-harness.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "ksmlc-broker-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function withBroker<T>(use: (client: KafkaClient) => Promise<T>): Promise<T> {
  const broker = new EmbeddedBroker({ directory });
  const client = createEmbeddedClient(broker);
  try {
    return await use(client);
  } finally {
    await client.close();
    broker.close();
  }
}

const makeTopic = (client: KafkaClient) =>
  client.admin().createTopics([
    {
      topic: "letters",
      partitions: 2,
      replicationFactor: 1,
      config: { "segment.bytes": "4096" },
    },
  ]);

test("topics with their settings, records and committed offsets come back", async () => {
  await withBroker(async (client) => {
    await makeTopic(client);
    const producer = producerOf(client);
    await producer.send([
      outgoing("letters", 1, [
        { key: "k", value: "a" },
        { key: "k", value: "b" },
      ]),
    ]);
    const reader = new Reader(client, ["letters"], { group: "readers" });
    expect(await reader.read(2)).toHaveLength(2);
    await reader.consumer.commit([{ topic: "letters", partition: 1, offset: 1, metadata: "m" }]);
  });
  await withBroker(async (client) => {
    const admin = client.admin();
    expect((await admin.describeTopics(["letters"])).get("letters")?.partitions).toBe(2);
    expect(await admin.topicConfig("letters")).toMatchObject({ "segment.bytes": "4096" });
    // A new producer gets an id that was given out before.
    await producerOf(client).send([outgoing("letters", 1, [{ key: "k", value: "c" }])]);
    const reader = new Reader(client, ["letters"], { group: "readers" });
    expect((await reader.read(2)).map(({ value, offset }) => [value, offset])).toEqual([
      ["b", 1],
      ["c", 2],
    ]);
    expect(reader.lastAssigned.find(({ partition }) => partition === 1)?.metadata).toBe("m");
  });
});

test("what was cut off while it was written is as if never sent", async () => {
  await withBroker(async (client) => {
    await makeTopic(client);
    await producerOf(client).send([outgoing("letters", 0, [{ key: "k", value: "a" }])]);
  });
  appendFileSync(join(directory, "logs", "letters", "0.log"), Buffer.alloc(40, 7));
  appendFileSync(join(directory, "topics.ndjson"), '{"topic":"half');
  await withBroker(async (client) => {
    const [offset] = await producerOf(client).send([
      outgoing("letters", 0, [{ key: "k", value: "b" }]),
    ]);
    expect(offset).toBe(1);
    expect((await client.admin().describeTopics(["half"])).size).toBe(0);
  });
});
