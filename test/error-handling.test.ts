/**
 * What happens to a record that cannot be read, processed or sent (runtime.md 7), on a service with the embedded broker in
 * this process: the log lines, what is written, what is committed, and whether the service goes on.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterEach, describe, expect, test } from "vitest";
import { setLogSink } from "../runtime/dsl/logger.ts";
import type { Topology } from "../runtime/dsl/topology.ts";
import type { ErrorHandling, ErrorKind } from "../runtime/engine/error-handling.ts";
import {
  any,
  type DataType,
  defineTopology,
  dict,
  json,
  long,
  stream,
  string,
} from "../runtime/index.ts";
import { createEmbeddedClient, EmbeddedBroker } from "../runtime/kafka/embedded/index.ts";
import { type KafkaClient, KafkaError, type OutgoingBatch } from "../runtime/kafka/port.ts";
import {
  filter,
  peek,
  to,
  toTopicNameExtractor,
  transformValue,
} from "../runtime/operations/index.ts";
import { raise, ValueError } from "../runtime/python/index.ts";
import type { Value } from "../runtime/python/value.ts";
import { decodeRecords, encodeRecords } from "../runtime/record-batch/records.ts";
import { type GivenConfiguration, resolveConfiguration } from "../runtime/service/configuration.ts";
import { Service } from "../runtime/service/service.ts";

const numbers = stream({ topic: "numbers", key: string, value: long });
const results = stream({ topic: "results", key: string, value: json });

/** Fails for 13, after it was seen. */
const twice = (seen: (n: number) => void): Topology =>
  defineTopology("twice", (topology) => {
    topology
      .pipeline("main")
      .from(numbers)
      .via(peek((_key, value) => seen(Number(value))))
      .via(
        transformValue(
          "twice",
          (_key, value) => {
            if (value === 13) throw raise(ValueError("an unlucky number"));
            return { double: Number(value) * 2 } as never;
          },
          json,
        ),
      )
      .end(to(results));
  });

interface LogLine {
  readonly level: string;
  readonly logger: string;
  readonly message: string;
  readonly error: unknown;
}

let log: LogLine[] = [];
afterEach(() => {
  setLogSink({ isEnabled: () => false, write: () => {} });
  log = [];
});

interface Outcome {
  readonly seen: readonly number[];
  readonly written: readonly string[];
  readonly committed: number | null;
  /** What stopped the service; null: it went on until it was idle. */
  readonly failure: Error | null;
}

const longBytes = (n: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(n));
  return bytes;
};

/** Runs the service over these values of a `long` topic, until it is idle or stops. */
async function outcomeOf(
  values: readonly Buffer[],
  errorHandling: Partial<Record<ErrorKind, Partial<ErrorHandling>>>,
  wrap: (client: KafkaClient) => KafkaClient = (client) => client,
  topology?: Topology,
  stopsAfterMs?: number,
): Promise<Outcome> {
  const broker = new EmbeddedBroker({ autoCreateTopics: true, defaultPartitions: 1 });
  const client = createEmbeddedClient(broker);
  const producer = client.producer({ clientId: "feed", idempotent: true, settings: {} });
  const records = values.map((value, i) => ({
    key: Buffer.from(`key ${i}`),
    value,
    timestamp: 5000 + i,
    headers: [],
  }));
  await producer.send([{ topic: "numbers", partition: 0, batch: encodeRecords(records) }]);
  setLogSink({
    isEnabled: () => true,
    write: (level, logger, message, error) => log.push({ level, logger, message, error }),
  });
  const seen: number[] = [];
  const given: GivenConfiguration = { errorHandling, kafka: { "application.id": "app" } };
  const service = await Service.start({
    configuration: resolveConfiguration("app", given, {}),
    definitions: { topologies: [topology ?? twice((n) => seen.push(n))], producers: [] },
    client: wrap(createEmbeddedClient(broker)),
    brokers: "the embedded broker",
    createTopics: 1,
    print: () => {},
    now: Date.now,
    monotonic: () => performance.now(),
    ...(stopsAfterMs === undefined ? {} : { shutdownMs: 200 }),
  });
  let failure: Error | null = null;
  const finished = service.finished.catch((error: Error) => {
    failure = error;
  });
  const isThrough =
    stopsAfterMs === undefined
      ? service.untilIdle()
      : new Promise((resolve) => setTimeout(resolve, stopsAfterMs));
  await Promise.race([finished, isThrough]);
  service.stop();
  await finished;
  const [committed = null] = await client
    .admin()
    .committedOffsets("app", [{ topic: "numbers", partition: 0 }]);
  const batches = broker.log({ topic: "results", partition: 0 })?.read(0, 1 << 20) ?? [];
  const written = batches.flatMap((batch) =>
    [...decodeRecords(batch)].map(({ value }) => Buffer.from(value ?? []).toString()),
  );
  await client.close();
  return { seen, written, committed, failure };
}

const reported = (): LogLine[] => log.filter(({ message }) => / error:\n/.test(message));

describe("a record that a function fails on", () => {
  const values = [10, 11, 13, 14].map(longBytes);

  test("stops the service; what came before is written and committed, the record itself is not", async () => {
    const { seen, written, committed, failure } = await outcomeOf(values, {});
    expect(seen).toEqual([10, 11, 13]);
    expect(written).toEqual(['{"double":20}', '{"double":22}']);
    expect(committed).toBe(2);
    expect(failure?.message).toContain("offset=2");
    expect(failure?.message).toContain("an unlucky number");
    expect(reported()).toMatchObject([
      {
        level: "error",
        logger: "ProcessError",
        message: `Processing error:
  topic=numbers
  partition=0
  offset=2
  processorNodeId=twice_twice
  taskId=0_0
  timestamp=5002
  key=*****
  value=*****
`,
      },
    ]);
    expect(String(reported()[0]?.error)).toContain("an unlucky number");
  });

  test("is left out where it is to go on", async () => {
    const { seen, written, committed, failure } = await outcomeOf(values, {
      process: { handler: "continueOnFail", logPayload: true, loggerName: "Odd" },
    });
    expect(seen).toEqual([10, 11, 13, 14]);
    expect(written).toEqual(['{"double":20}', '{"double":22}', '{"double":28}']);
    expect(committed).toBe(4);
    expect(failure).toBeNull();
    expect(reported()).toHaveLength(1);
    expect(reported()[0]).toMatchObject({ logger: "Odd" });
    expect(reported()[0]?.message).toMatch(/key=\(string\)key 2\n {2}value=\(string\)13\n$/);
  });

  test("is not logged where that is switched off", async () => {
    const { committed } = await outcomeOf(values, {
      process: { handler: "continueOnFail", log: false },
    });
    expect(committed).toBe(4);
    expect(reported()).toEqual([]);
  });
});

describe("a record that a sink cannot write", () => {
  const values = [10, 13, 14].map(longBytes);
  const unlucky = (value: Value, bad: Value): Value => (value === 13 ? bad : { n: value });
  const nowhere = { n: null };
  const byTopic = stream({
    topic: "results",
    key: string,
    value: json,
    partitioner: (_topic, _key, value) => ((value as { n: Value }).n === null ? null : 0),
  });
  const giving = (bad: Value, type: DataType, target = results): Topology =>
    defineTopology("odd", (topology) => {
      topology
        .pipeline("main")
        .from(numbers)
        .via(transformValue("give", (_key, value) => unlucky(value as Value, bad), type))
        .end(to(target));
    });
  const chosen = defineTopology("odd", (topology) => {
    topology
      .pipeline("main")
      .from(numbers)
      .via(transformValue("give", (_key, value) => unlucky(value as Value, nowhere), json))
      .end(
        toTopicNameExtractor(() => "results", {
          partitioner: (_topic, _key, value) => ((value as { n: Value }).n === null ? null : 0),
        }),
      );
  });
  const oddKey = { best: dict([[null, 1]]) };

  test.each<[name: string, topology: Topology, text: RegExp]>([
    ["a key that JSON has not", giving(oddKey, json), /key None/],
    ["the same in a value of any type", giving(oddKey, any), /key None/],
    ["the same in a list", giving([oddKey], any), /key None/],
    ["no value of the topic's type", giving(13, any), /Can not convert/],
    ["a partition that is none", giving(nowhere, json, byTopic), /A partitioner must return/],
    ["the same, its topic not known before", chosen, /A partitioner must return/],
  ])(
    "%s: told with its place; the service stops, or goes on where it is to",
    async (_, topology, text) => {
      const stopped = await outcomeOf(values, {}, undefined, topology);
      expect(stopped.failure?.message).toMatch(/Exception caught in process.*offset=1/);
      expect(stopped.failure?.message).toMatch(text);
      expect(reported().map(({ message }) => message)).toEqual([
        expect.stringMatching(
          /^Processing error:\n {2}topic=numbers\n {2}partition=0\n {2}offset=1\n/,
        ),
      ]);
      log = [];
      const { written, committed, failure } = await outcomeOf(
        values,
        { process: { handler: "continueOnFail" } },
        undefined,
        topology,
      );
      expect({ written, committed, failure }).toEqual({
        written: ['{"n":10}', '{"n":14}'],
        committed: 3,
        failure: null,
      });
      expect(reported()).toHaveLength(1);
    },
  );
});

const CONSUME_HELP =
  /^correct the data, .*`ksml\.errorHandling\.consume\.handler: continueOnFail`.*not committed$/;

describe("a record that cannot be read", () => {
  const values = [longBytes(10), longBytes(11), Buffer.from("oops"), longBytes(14)];

  test("stops the service before it", async () => {
    const { written, committed, failure } = await outcomeOf(values, {});
    // It is read when the record before it is taken, which is not processed then (streams.md 6.2).
    expect(written).toEqual(['{"double":20}']);
    expect(committed).toBe(1);
    expect(failure?.message).toContain("topic=numbers, partition=0, offset=2");
    expect(failure).toHaveProperty("help", expect.stringMatching(CONSUME_HELP));
    expect(reported()).toMatchObject([
      {
        level: "error",
        logger: "ConsumeError",
        message: `Deserialization error:
  topic=numbers
  partition=0
  offset=2
  processorNodeId=numbers
  taskId=0_0
  timestamp=5002
  key=*****
  value=*****
`,
      },
    ]);
  });

  test("stops the service where it is the first", async () => {
    const { written, committed, failure } = await outcomeOf([Buffer.from("oops")], {});
    expect(written).toEqual([]);
    expect(committed).toBeNull();
    expect(failure?.message).toContain("offset=0");
  });

  test("is passed over where it is to go on, the last one too", async () => {
    const { written, committed, failure } = await outcomeOf([...values, Buffer.from("end")], {
      consume: { handler: "continueOnFail", logPayload: true },
    });
    expect(written).toEqual(['{"double":20}', '{"double":22}', '{"double":28}']);
    expect(committed).toBe(5);
    expect(failure).toBeNull();
    expect(reported().map(({ message }) => message.match(/value=.*/)?.[0])).toEqual([
      `value=(base64)${Buffer.from("oops").toString("base64")}`,
      `value=(base64)${Buffer.from("end").toString("base64")}`,
    ]);
  });
});

describe("records that cannot be sent", () => {
  const values = [10, 11].map(longBytes);
  /** A client whose producers fail so many times. */
  const failing = (times: number, error: KafkaError) => {
    let left = times;
    return (client: KafkaClient): KafkaClient => ({
      admin: () => client.admin(),
      consumer: (options) => client.consumer(options),
      reader: (options) => client.reader(options),
      close: () => client.close(),
      producer: (options) => {
        const producer = client.producer(options);
        return {
          close: () => producer.close(),
          send: async (batches: readonly OutgoingBatch[]) => {
            if (left-- > 0) throw error;
            return producer.send(batches);
          },
        };
      },
    });
  };
  const tooLarge = new KafkaError("too-large", "the record is too large");

  test("stop the service, and nothing of them is committed", async () => {
    const { written, committed, failure } = await outcomeOf(values, {}, failing(1, tooLarge));
    expect(written).toEqual([]);
    expect(committed).toBeNull();
    expect(failure?.message).toBe("Error sending records to results: the record is too large");
    expect(reported()).toHaveLength(2);
    expect(reported()[0]).toMatchObject({ level: "error", logger: "ProduceError" });
    expect(reported()[0]?.message).toMatch(
      /^Produce error:\n {2}topic=results\n {2}partition=0\n[\s\S]*timestamp=5000\n {2}key=\*{5}\n/,
    );
  });

  test("are lost where it is to go on", async () => {
    const outcome = await outcomeOf(
      values,
      { produce: { handler: "continueOnFail" } },
      failing(1, tooLarge),
    );
    expect(outcome).toMatchObject({ written: [], committed: 2, failure: null });
  });

  test("are the only ones that are sent again, whatever else was under way", async () => {
    const sent: string[] = [];
    let fails = true;
    const outcome = await outcomeOf(
      values,
      { produce: { handler: "retryOnFail" } },
      (client) => ({
        ...failing(0, tooLarge)(client),
        producer: (options) => {
          const producer = client.producer(options);
          return {
            close: () => producer.close(),
            send: async (batches) => {
              sent.push(batches.map(({ topic }) => topic).join());
              if (batches.some(({ topic }) => topic === "results") && fails) {
                fails = false;
                throw tooLarge;
              }
              return producer.send(batches);
            },
          };
        },
      }),
      defineTopology("both", (topology) => {
        topology
          .pipeline("one")
          .from(numbers)
          .end(to(stream({ topic: "copies", value: long })));
        topology
          .pipeline("two")
          .from(numbers)
          .via(transformValue((_key, value) => ({ double: Number(value) * 2 }), json))
          .end(to(results));
      }),
    );
    expect(outcome).toMatchObject({ written: ['{"double":20}', '{"double":22}'], committed: 2 });
    expect(sent.sort()).toEqual(["copies", "results", "results"]);
  });

  test("are sent again where that is wanted", async () => {
    const outcome = await outcomeOf(
      values,
      { produce: { handler: "retryOnFail" } },
      failing(1, new KafkaError("unreachable", "nobody there", { retriable: true })),
    );
    expect(outcome).toMatchObject({
      written: ['{"double":20}', '{"double":22}'],
      committed: 2,
      failure: null,
    });
    expect(log.some(({ message }) => message === "Sending again in 1000 ms")).toBe(true);
  });
});

describe("a Kafka that falls silent", () => {
  const never = new Promise<never>(() => {});
  const silent: Record<"producer" | "consumer", (client: KafkaClient) => KafkaClient> = {
    producer: (client) => ({
      ...client,
      producer: (options) => {
        const producer = client.producer(options);
        return { send: () => never, close: () => producer.close() };
      },
    }),
    consumer: (client) => ({
      ...client,
      consumer: (options) => {
        const consumer = client.consumer(options);
        consumer.commit = () => never;
        return consumer;
      },
    }),
  };

  test.each<[part: "producer" | "consumer", told: string]>([
    ["producer", "has not acknowledged 2 records of results-0: what they were made of is not"],
    ["consumer", "has not committed numbers-0=2"],
  ])(
    "the %s: who stops the service waits for it so long only, and nothing is committed",
    async (part, told) => {
      const topology = twice(() => {});
      const { failure, committed } = await outcomeOf(
        [10, 11].map(longBytes),
        {},
        silent[part],
        topology,
        300,
      );
      expect(failure).toMatchObject({ code: "unreachable" });
      expect(failure?.message).toContain(told);
      expect(committed).toBeNull();
    },
  );
});

describe("slow functions", () => {
  test("leave the event loop its turn, twenty times a second and more", async () => {
    const broker = new EmbeddedBroker({ autoCreateTopics: true, defaultPartitions: 1 });
    const client = createEmbeddedClient(broker);
    const producer = client.producer({ clientId: "feed", idempotent: true, settings: {} });
    const records = Array.from({ length: 200 }, (_, i) => ({
      key: null,
      value: longBytes(i),
      timestamp: 1,
      headers: [],
    }));
    await producer.send([{ topic: "numbers", partition: 0, batch: encodeRecords(records) }]);
    const busy = defineTopology("busy", (topology) => {
      topology
        .pipeline("main")
        .from(numbers)
        .via(
          filter(() => {
            for (const end = performance.now() + 8; performance.now() < end; );
            return false;
          }),
        )
        .end(to(stream({ topic: "none", key: string, value: long })));
    });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const service = await Service.start({
      configuration: resolveConfiguration("busy", {}, {}),
      definitions: { topologies: [busy], producers: [] },
      client: createEmbeddedClient(broker),
      brokers: "the embedded broker",
      createTopics: 1,
      print: () => {},
      now: Date.now,
      monotonic: () => performance.now(),
    });
    delay.enable();
    await service.untilIdle();
    delay.disable();
    service.stop();
    await service.finished;
    expect(service.processed).toBe(200);
    // A slice of 50 ms and the record that it ends with; the median, since the machine has other things to do.
    expect(delay.percentile(50) / 1e6).toBeLessThan(50 + 8 + 15);
    expect(delay.count).toBeGreaterThan(20);
    await client.close();
  });
});
