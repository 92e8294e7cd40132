/** Keys of Kafka, the environment and the defaults → what a service runs with (dialect.md 8; cli.md, Configuration). */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type Configuration,
  type GivenConfiguration,
  resolveConfiguration,
} from "../../runtime/service/configuration.ts";
import { ConfigurationError } from "../../runtime/service/configuration-error.ts";
import { effectiveConfiguration } from "../../runtime/service/effective-configuration.ts";
import { nearestKafkaKey } from "../../runtime/service/kafka-keys.ts";
import {
  cacheBudget,
  consumerSettings,
  globalConsumerSettings,
  restoreConsumerSettings,
  sendingSettings,
  streamsSettings,
} from "../../runtime/service/kafka-settings.ts";

type Variables = Readonly<Record<string, string>>;

const resolve = (
  kafka: Readonly<Record<string, string>>,
  variables: Variables = {},
  more: GivenConfiguration = {},
): Configuration => resolveConfiguration("app", { ...more, kafka }, variables);

const page = (configuration: Configuration) =>
  effectiveConfiguration(configuration, { port: 9999 }) as unknown as {
    readonly kafka: Readonly<Record<string, string>>;
    readonly ksml: Readonly<Record<string, unknown>>;
  };

/** What is wrong, and the next step. */
function refused(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return `${error.exitCode}: ${error.message} | ${error.help}`;
    }
    throw error;
  }
  return "nothing";
}

describe("defaults", () => {
  it("are those of Kafka Streams", () => {
    const { sending, ...streams } = streamsSettings({});
    expect(sending).toEqual({ lingerMs: 100, batchBytes: 16_384, bufferBytes: 33_554_432 });
    expect(streams).toEqual({
      threads: 1,
      commitIntervalMs: 30_000,
      pollMs: 100,
      bufferedRecords: 1000,
      maxTaskIdleMs: 0,
      sessionTimeoutMs: 45_000,
      offsetReset: "earliest",
    });
    expect(consumerSettings({})["max.poll.records"]).toBe("1000");
  });

  it("are on the page under the names of the dialect", () => {
    expect(page(resolve({})).kafka).toMatchObject({
      "application.id": "app",
      "client.id": "app",
      "num.stream.threads": "1",
      "statestore.cache.max.bytes": "10485760",
      "commit.interval.ms": "30000",
      "producer.linger.ms": "100",
      "producer.batch.size": "16384",
      "producer.buffer.memory": "33554432",
      "producer.acks": "all",
      "consumer.fetch.max.bytes": "52428800",
      "consumer.max.poll.records": "1000",
      "consumer.session.timeout.ms": "45000",
      "consumer.heartbeat.interval.ms": "3000",
      "consumer.auto.offset.reset": "earliest",
      "processing.guarantee": "at_least_once",
      "topology.optimization": "all",
    });
  });
});

describe("what is set", () => {
  it("stands on the page under the keys it was written with, and under their own", () => {
    const kafka = {
      "application.id": "other",
      "cache.max.bytes.buffering": "104857600",
      "linger.ms": "7",
      "max.poll.records": "9",
      "consumer.max.poll.records": "500",
      "rocksdb.config.setter": "org.example.Setter",
    };
    const shown = page(resolve(kafka)).kafka;
    expect(shown).toMatchObject(kafka);
    expect(shown).toMatchObject({
      "statestore.cache.max.bytes": "104857600",
      "producer.linger.ms": "7",
      "client.id": "other",
    });
  });

  it("is masked where it is secret", () => {
    const jaas = 'PlainLoginModule required username="a" password="b";';
    const configuration = resolve(
      { "sasl.jaas.config": jaas, "schema.registry.url": "http://user:secret@registry" },
      { KSMLC_REGISTRY_URL: "http://user:secret@other" },
    );
    expect(JSON.stringify(page(configuration))).not.toMatch(/PlainLogin|secret/);
  });

  it("counts by its prefix: the more special one before the general, any before none", () => {
    const kafka = {
      "max.poll.records": "1",
      "consumer.max.poll.records": "2",
      "main.consumer.fetch.min.bytes": "3",
      "consumer.fetch.min.bytes": "4",
      "restore.consumer.max.poll.records": "5",
      "global.consumer.fetch.min.bytes": "6",
    };
    const of = (settings: Variables) => [settings["max.poll.records"], settings["fetch.min.bytes"]];
    expect(of(consumerSettings(kafka))).toEqual(["2", "3"]);
    expect(of(restoreConsumerSettings(kafka))).toEqual(["5", "4"]);
    expect(of(globalConsumerSettings(kafka))).toEqual(["2", "6"]);
  });

  it.each<[Variables, boolean, number]>([
    [{}, false, 10_485_760],
    [{ "cache.max.bytes.buffering": "1000" }, false, 1000],
    [{ "cache.max.bytes.buffering": "1000", "statestore.cache.max.bytes": "600" }, false, 600],
    [{ "cache.max.bytes.buffering": "1000", "num.stream.threads": "3" }, false, 333],
    [{ "cache.max.bytes.buffering": "1000", "num.stream.threads": "3" }, true, 250],
    [{ "statestore.cache.max.bytes": "0" }, true, 0],
  ])("shares the record cache: %j, global tables %s", (kafka, hasGlobal, share) => {
    expect(cacheBudget(kafka, hasGlobal)).toBe(share);
  });
});

describe("the environment", () => {
  const secret = join(mkdtempSync(join(tmpdir(), "ksmlc-settings-")), "secret");
  writeFileSync(secret, "from-file\n");

  it.each<[Variables, string, string]>([
    [{ KSMLC_KAFKA_BOOTSTRAP_SERVERS: "b:1" }, "bootstrap.servers", "b:1"],
    [{ KSMLC_KAFKA_CACHE_MAX_BYTES_BUFFERING: "5" }, "statestore.cache.max.bytes", "5"],
    [{ KSMLC_KAFKA_PRODUCER_LINGER_MS: "5" }, "producer.linger.ms", "5"],
    [{ KSMLC_KAFKA_NUM_STREAM_THREADS: "2" }, "num.stream.threads", "2"],
    [{ KSMLC_KAFKA_ROCKSDB_CONFIG_SETTER: "X" }, "rocksdb.config.setter", "X"],
    [{ KSMLC_KAFKA_SOME_KEY_OF_OURS: "X" }, "some.key.of.ours", "X"],
    [{ KSMLC_KAFKA_CLIENT_ID_FILE: secret }, "client.id", "from-file"],
    [{ KSMLC_KAFKA_CLIENT_ID_FILE: secret, KSMLC_KAFKA_CLIENT_ID: "x" }, "client.id", "from-file"],
  ])("replaces what is written: %j", (variables, key, value) => {
    const kafka = {
      "bootstrap.servers": "a:1",
      "cache.max.bytes.buffering": "1",
      "producer.linger.ms": "1",
      "num.stream.threads": "8",
    };
    expect(page(resolve(kafka, variables)).kafka[key]).toBe(value);
  });

  it("has the settings of the page", () => {
    const { prometheus, stateDirectory } = resolve(
      {},
      {
        KSMLC_KSML_PROMETHEUS_ENABLED: "true",
        KSMLC_KSML_PROMETHEUS_PORT: "1234",
        KSMLC_KSML_PROMETHEUS_HOST: "::1",
        KSMLC_KSML_STORAGEDIRECTORY: "/data",
      },
      { prometheus: { enabled: false, port: 9 } },
    );
    expect(prometheus).toEqual({ enabled: true, host: "::1", port: 1234 });
    expect(stateDirectory).toBe("/data");
  });

  it("is used where the text says so", () => {
    const kafka = { "bootstrap.servers": "${B}", "num.stream.threads": "${T:-3}" };
    const { kafka: resolved } = resolve(kafka, { B: "b:1" });
    expect(resolved).toMatchObject({ "bootstrap.servers": "b:1", "num.stream.threads": "3" });
  });
});

it.each<[string, Variables, Variables, GivenConfiguration, string]>([
  [
    "no integer",
    { "num.stream.threads": "many" },
    {},
    {},
    "1: `num.stream.threads` is `many`. | use an integer of at least 1",
  ],
  [
    "too small, under a prefix",
    { "main.consumer.max.poll.records": "0" },
    {},
    {},
    "1: `main.consumer.max.poll.records` is `0`. | use an integer of at least 1",
  ],
  [
    "by its older name",
    { "cache.max.bytes.buffering": "-1" },
    {},
    {},
    "1: `cache.max.bytes.buffering` is `-1`. | use an integer of at least 0",
  ],
  [
    "from the environment",
    { "producer.batch.size": "1" },
    { KSMLC_KAFKA_PRODUCER_BATCH_SIZE: "16k" },
    {},
    "1: `producer.batch.size` is `16k` (set by KSMLC_KAFKA_PRODUCER_BATCH_SIZE). | use an integer",
  ],
  [
    "from the environment alone",
    {},
    { KSMLC_KAFKA_COMMIT_INTERVAL_MS: "soon" },
    {},
    "1: `commit.interval.ms` is `soon` (set by KSMLC_KAFKA_COMMIT_INTERVAL_MS). | use an integer",
  ],
  [
    "no word",
    { "auto.offset.reset": "newest" },
    {},
    {},
    "1: `auto.offset.reset` is `newest`. | use one of `earliest`, `latest`, `none`",
  ],
  [
    "no flag",
    {},
    { KSMLC_KSML_ENABLEPIPELINES: "yes" },
    {},
    "1: `ksml.enablePipelines` is `yes` (set by KSMLC_KSML_ENABLEPIPELINES). | write `true` or `f",
  ],
  [
    "no port",
    {},
    {},
    { prometheus: { port: "99999" } },
    "1: `ksml.prometheus.port` is `99999`. | use an integer from 0 (any free port) to 65535",
  ],
  [
    "no file",
    {},
    { KSMLC_KAFKA_CLIENT_ID_FILE: "/nowhere/x" },
    {},
    "2: KSMLC_KAFKA_CLIENT_ID_FILE names the file /nowhere/x, which cannot be read",
  ],
])("refuses what a key does not take: %s", (_what, kafka, variables, more, text) => {
  expect(refused(() => resolve(kafka, variables, more))).toContain(text);
});

it("refuses what it cannot do", () => {
  expect(refused(() => streamsSettings({ "processing.guarantee": "exactly_once_v2" }))).toContain(
    "`processing.guarantee` is `exactly_once_v2`, which this version cannot run",
  );
  expect(refused(() => sendingSettings({ "linger.ms": "x" }))).toContain("`linger.ms` is `x`");
});

it("warns of keys that nobody knows, with the nearest", () => {
  const { warnings } = resolve(
    {
      "comit.interval.ms": "1",
      "producer.linger": "1",
      "ssl.truststore.location": "a",
      "producer.max.in.flight.requests.per.connection": "1",
      "topic.segment.bytes": "1",
      "quite.another": "1",
    },
    { KSMLC_KSML_PROMETEUS_PORT: "1", KSMLC_BOOTSTRAP_SERVERS: "a:1" },
  );
  expect(warnings).toEqual([
    "Kafka has no setting `comit.interval.ms`, so it has no effect. Did you mean `commit.interval.ms`?",
    "Kafka has no setting `producer.linger`, so it has no effect.",
    "Kafka has no setting `quite.another`, so it has no effect.",
    "The variable KSMLC_KSML_PROMETEUS_PORT names no setting, so it has no effect.",
    "The variable KSMLC_BOOTSTRAP_SERVERS names no setting, so it has no effect.",
  ]);
  expect(nearestKafkaKey("producer.lingr.ms")).toBe("producer.linger.ms");
});
